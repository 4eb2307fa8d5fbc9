internal import MLOpsCore

/// Sets one value in JSON text.
enum JSONEditor {
    static func edit(
        _ bytes: [UInt8], name: String, path: [String], value: JSONValue
    ) throws(DocumentError) -> [UInt8]? {
        let tape: JSONTape
        do {
            tape = try JSONTape(bytes, options: JSONOptions(allowNonFinite: true, maxDepth: Document.Limits.depth))
        } catch {
            throw DocumentError(error.reason, in: name, line: error.line, column: error.column)
        }
        var token = 0
        for (depth, name) in path.enumerated() {
            guard let child = child(name, of: token, in: tape) else {
                return insert(DocumentPath.nest(value, under: path[(depth + 1)...]), as: name, into: token, of: tape)
            }
            token = child
        }
        return bytes.replacing(tape.tokens[token].span, with: text(value))
    }

    private static func text(_ value: JSONValue) -> [UInt8] {
        value.serialized(JSONStyle(indent: nil, bareNonFinite: true))
    }

    /// The token of the item `name`; the last one when a name is given twice, as readers have it.
    private static func child(_ name: String, of parent: Int, in tape: JSONTape) -> Int? {
        let end = Int(tape.tokens[parent].next)
        var index = parent + 1
        var found: Int?
        if tape.tokens[parent].kind == .array {
            var position = 0
            while index < end {
                if Int(name) == position { return index }
                position += 1
                index = Int(tape.tokens[index].next)
            }
        } else if tape.tokens[parent].kind == .object {
            while index < end {
                if tape.decodedBytes(index) == Array(name.utf8) { found = index + 1 }
                index = Int(tape.tokens[index + 1].next)
            }
        }
        return found
    }

    /// Adds a member at the end of the object, laid out as its first member is.
    private static func insert(_ value: JSONValue, as name: String, into parent: Int, of tape: JSONTape) -> [UInt8]? {
        let token = tape.tokens[parent]
        let key = JSONValue.string(name).serialized()
        if token.kind == .null { return tape.bytes.replacing(token.span, with: text(.object([name: value]))) }
        guard token.kind == .object else { return nil }
        guard Int(token.next) > parent + 1 else {
            return tape.bytes.replacing(token.span, with: [0x7b] + key + [0x3a, 0x20] + text(value) + [0x7d])
        }
        let firstKey = tape.tokens[parent + 1].span
        let lead = tape.bytes[(token.span.lowerBound + 1)..<firstKey.lowerBound]
        let colon = tape.bytes[firstKey.upperBound..<tape.tokens[parent + 2].span.lowerBound]
        var end = 0
        var index = parent + 1
        while index < Int(token.next) {
            end = tape.tokens[index + 1].span.upperBound
            index = Int(tape.tokens[index + 1].next)
        }
        let separator: [UInt8] = lead.isEmpty && colon.count > 1 ? [0x2c, 0x20] : [0x2c] + lead
        return tape.bytes.replacing(end..<end, with: separator + key + colon + text(value))
    }
}

extension DocumentPath {
    /// `value` inside one object per name.
    static func nest(_ value: JSONValue, under names: ArraySlice<String>) -> JSONValue {
        names.reversed().reduce(value) { .object([$1: $0]) }
    }
}

extension [UInt8] {
    /// These bytes with `range` replaced.
    func replacing(_ range: Range<Int>, with bytes: [UInt8]) -> [UInt8] {
        Array(self[..<range.lowerBound]) + bytes + self[range.upperBound...]
    }
}

extension JSONToken {
    /// The bytes of the value, a string's quotes included.
    fileprivate var span: Range<Int> {
        kind == .string ? (range.lowerBound - 1)..<(range.upperBound + 1) : range
    }
}
