import MLOpsCore

/// Ops with made-up ids: folds do not look inside ids.
struct OpMaker {
    /// `id` is filled with zeros to 40 digits.
    static func op(_ kind: OpKind, _ lamport: Int64, _ id: String, _ members: JSONObject = [:]) -> Op {
        var body = members
        body["k"] = .string(kind.rawValue)
        body["l"] = .integer(lamport)
        if body["t"] == nil { body["t"] = .integer(1000 * lamport) }
        if body["by"] == nil { body["by"] = "ada@example.com" }
        return Op(id: full(id), body: body)
    }

    static func full(_ id: String) -> String { id + String(repeating: "0", count: 40 - id.count) }
}

extension JSONValue {
    /// Sorted and on one line: what is compared byte by byte.
    var canonicalText: String { serialized(.compact(sortedKeys: true)).asText }
}
