/// Members of an op by kind. A member of another type counts as absent: bad data degrades one fact, never the tool.
extension Op {
    package func text(_ key: String) -> String? { body[key]?.stringValue }

    /// An integer, or one that was written as a string because it is beyond 2^53.
    package func integer(_ key: String) -> Int64? { body[key].flatMap(Self.integer) }

    /// The strings of a list; empty when it is missing.
    package func texts(_ key: String) -> [String] {
        if case .array(let items)? = body[key] { items.compactMap(\.stringValue) } else { [] }
    }

    /// Empty when it is missing.
    package func object(_ key: String) -> JSONObject {
        if case .object(let members)? = body[key] { members } else { JSONObject() }
    }

    static func integer(_ value: JSONValue) -> Int64? {
        switch value {
        case .integer(let number): number
        case .string(let digits): Int64(digits)
        default: nil
        }
    }

    /// The ops of a set in the order of the fold: each once, quarantined ones left out.
    package static func ordered(_ ops: some Sequence<Op>) -> [Op] {
        let given = Array(ops)
        if isOrdered(given) { return given }
        var seen: Set<String> = []
        return given.map { (lamport: $0.lamport, op: $0) }
            .filter { !isQuarantined($0.lamport) && seen.insert($0.op.id).inserted }
            .sorted { ($0.lamport, $0.op.id) < ($1.lamport, $1.op.id) }
            .map(\.op)
    }

    /// Whether nothing is to be sorted or left out: so are the ops of one writer.
    private static func isOrdered(_ ops: [Op]) -> Bool {
        var last: Op?
        for op in ops {
            if op.isQuarantined || last.map({ !precedes($0, op) }) ?? false { return false }
            last = op
        }
        return true
    }
}
