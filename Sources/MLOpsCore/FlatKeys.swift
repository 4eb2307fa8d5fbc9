/// Nested values as one list of dotted keys, the form in which metrics and parameters are compared.
///
/// Names are joined with `.` and never escaped, as in DVC, so `{"a.b": 1}` and `{"a": {"b": 1}}` have the same key;
/// when a document holds both, the later one counts. A document that is a bare scalar has the key "".
package enum FlatKeys {
    package typealias Entry = (key: String, value: JSONValue)

    /// Every value that is no object, in the order it is written. Lists and empty objects are values of their own.
    package static func flatten(_ value: JSONValue) -> [Entry] {
        var entries = JSONObject()
        collect(value, key: "", into: &entries)
        return entries.map { $0 }
    }

    /// As ``flatten(_:)``, for metrics: numbers, text and booleans only. Lists, nulls and empty objects are no
    /// metrics.
    package static func metrics(_ value: JSONValue) -> [Entry] {
        flatten(value).filter { isMetric($0.value) }
    }

    /// The value at a dotted key: a member of that very name first, else the longest name that leads on; a number
    /// counts the items of a list from 0. The key "" is a document that is no object, or the member of that name.
    package static func value(at key: String, in document: JSONValue) -> JSONValue? {
        if case .array(let items) = document, !key.isEmpty {
            let parts = key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard let index = Int(parts[0]), items.indices.contains(index) else { return Optional.none }
            return parts.count == 1 ? items[index] : value(at: String(parts[1]), in: items[index])
        }
        // Written as a literal, nil would be the JSON value null.
        guard case .object = document else { return key.isEmpty ? document : Optional.none }
        if let direct = document[key] { return direct }
        var end = key.endIndex
        while let dot = key[..<end].lastIndex(of: ".") {
            if let inner = document[String(key[..<dot])] {
                if let found = value(at: String(key[key.index(after: dot)...]), in: inner) { return found }
            }
            end = dot
        }
        return nil
    }

    private static func isMetric(_ value: JSONValue) -> Bool {
        switch value {
        case .bool, .integer, .bigNumber, .double, .string: true
        case .null, .array, .object: false
        }
    }

    private static func collect(_ value: JSONValue, key: String, into entries: inout JSONObject) {
        guard case .object(let members) = value, !members.isEmpty else {
            if !(key.isEmpty && value.objectValue != nil) { entries[key] = value }
            return
        }
        for (name, inner) in members {
            collect(inner, key: key.isEmpty ? name : "\(key).\(name)", into: &entries)
        }
    }
}
