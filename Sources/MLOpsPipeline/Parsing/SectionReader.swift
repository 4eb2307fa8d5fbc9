internal import MLOpsCore
internal import MLOpsDocuments

/// Takes one value of a pipeline file apart; every complaint names the file, the line and the key.
struct SectionReader {
    let document: LocatedDocument
    /// The value's place in the file, where messages point.
    let path: [String]
    let value: JSONValue

    func error(_ reason: String, at key: String? = nil, hint: String? = nil) -> DocumentError {
        document.error(reason, at: key.map { path + [$0] } ?? path, hint: hint)
    }

    func mismatch(_ expected: String, hint: String? = nil) -> DocumentError {
        error("expected \(expected), found \(value.kindDescription)", hint: hint)
    }

    func child(_ key: String, _ value: JSONValue) -> SectionReader {
        SectionReader(document: document, path: path + [key], value: value)
    }

    /// The members of a mapping; null counts as an empty one.
    func object() throws(DocumentError) -> JSONObject {
        switch value {
        case .object(let members): return members
        case .null: return JSONObject()
        default: throw mismatch("a mapping")
        }
    }

    /// The members, none of which may have another name than those given.
    func object(allowing names: [String]) throws(DocumentError) -> JSONObject {
        let members = try object()
        for key in members.keys where !names.contains(key) {
            throw error("unknown key", at: key, hint: Self.advice(for: key, among: names))
        }
        return members
    }

    private static func advice(for key: String, among names: [String]) -> String {
        let near = names.first { $0.hasPrefix(key) || key.hasPrefix($0) || Set($0) == Set(key) }
        return near.map { "did you mean '\($0)'?" } ?? "the keys here are \(names.joined(separator: ", "))"
    }

    /// The items of a list; null counts as an empty one.
    func items() throws(DocumentError) -> [SectionReader] {
        switch value {
        case .array(let items): return items.enumerated().map { child(String($0.offset), $0.element) }
        case .null: return []
        default: throw mismatch("a list", hint: "write '[ITEM, …]', or '- ITEM' on lines of their own")
        }
    }

    /// Text. YAML may have read something else where quotes are missing, which the hint says.
    func string() throws(DocumentError) -> String {
        guard case .string(let text) = value else {
            throw mismatch("text", hint: "put it in quotes")
        }
        return text
    }

    func strings() throws(DocumentError) -> [String] {
        var result: [String] = []
        for item in try items() { result.append(try item.string()) }
        return result
    }

    func bool() throws(DocumentError) -> Bool {
        guard case .bool(let flag) = value else { throw mismatch("true or false", hint: "write it without quotes") }
        return flag
    }
}
