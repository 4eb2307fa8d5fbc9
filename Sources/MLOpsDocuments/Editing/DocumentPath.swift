internal import MLOpsCore

/// The names on the way to a value; list items by their decimal index.
enum DocumentPath {
    /// The names that the dotted `key` means in `document`: names that exist, dots in them included, come first.
    static func split(_ key: String, in document: JSONValue?) -> [String] {
        if document?[key] != nil { return [key] }
        var end = key.endIndex
        var fallback: [String]?
        while let dot = key[..<end].lastIndex(of: ".") {
            let head = String(key[..<dot])
            let tail = String(key[key.index(after: dot)...])
            if let inner = item(head, of: document) { return [head] + split(tail, in: inner) }
            fallback = [head]
            end = dot
        }
        guard let head = fallback?[0] else { return [key] }
        return [head] + split(String(key.dropFirst(head.count + 1)), in: nil)
    }

    static func get(_ path: ArraySlice<String>, in document: JSONValue?) -> JSONValue? {
        guard let first = path.first else { return document }
        return item(first, of: document).flatMap { get(path.dropFirst(), in: $0) }
    }

    /// `document` with the value set; nil when a scalar stands in the way. Null gives way.
    static func set(_ value: JSONValue, at path: ArraySlice<String>, in document: JSONValue) -> JSONValue? {
        guard let first = path.first else { return value }
        switch document {
        case .object(var members):
            guard let inner = set(value, at: path.dropFirst(), in: members[first] ?? .null) else { return nil }
            members[first] = inner
            return .object(members)
        case .array(var items):
            guard let index = Int(first), items.indices.contains(index) else { return nil }
            guard let inner = set(value, at: path.dropFirst(), in: items[index]) else { return nil }
            items[index] = inner
            return .array(items)
        case .null: return set(value, at: path, in: .object(JSONObject()))
        default: return nil
        }
    }

    private static func item(_ name: String, of document: JSONValue?) -> JSONValue? {
        if let items = document?.arrayValue {
            return Int(name).flatMap { items.indices.contains($0) ? items[$0] : Optional.none }
        }
        return document?[name]
    }
}
