extension Op {
    /// Reads a stored line; nil when it is no op. The id is taken as it stands: ``MLOpsLog`` verifies it.
    package init?(line: [UInt8]) {
        guard let read = OpLine(line) else { return nil }
        self = read.op
    }
}

/// A line of the log, read once: the op, and which of its bytes the name was computed from.
package struct OpLine {
    package let op: Op
    /// Where the member `id` stands in the line, with the comma after it: the canonical body is the rest.
    package let nameRange: Range<Int>?

    /// Nil when the line is no op.
    package init?(_ line: [UInt8]) {
        guard let tape = try? JSONTape(line), tape.tokens[0].kind == .object,
            case .object(var members)? = try? JSONValue(tape, at: 0), let id = members["id"]?.stringValue,
            id.utf8.count == 40, members["k"]?.stringValue != nil
        else { return nil }
        members["id"] = nil
        op = Op(id: id, body: members)
        nameRange = Self.nameRange(tape)
    }

    private static func nameRange(_ tape: JSONTape) -> Range<Int>? {
        var key = 1
        while key < Int(tape.tokens[0].next) {
            let value = tape.tokens[key + 1]
            if tape.bytes[tape.tokens[key].range].elementsEqual("id".utf8) {
                let end = value.range.upperBound + 1
                guard end < tape.bytes.count, tape.bytes[end] == UInt8(ascii: ",") else { return nil }
                return tape.tokens[key].range.lowerBound - 1..<end + 1
            }
            key = Int(value.next)
        }
        return nil
    }
}
