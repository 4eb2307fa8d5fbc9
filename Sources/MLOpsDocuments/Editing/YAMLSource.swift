internal import MLOpsCore
internal import Yams

/// YAML text and the byte ranges of its nodes. Yams tells only where a node begins; the end is found by reading
/// on from there in the way the scalar's style says.
struct YAMLSource {
    let bytes: [UInt8]
    private let lineStarts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        var index = 0
        while index < bytes.count {
            let width = Self.breakWidth(bytes, at: index)
            index += max(1, width)
            if width > 0 { starts.append(index) }
        }
        lineStarts = starts
    }

    /// How many bytes the line break at `index` takes: LF, CR, CRLF, and the three of Unicode that libyaml counts.
    private static func breakWidth(_ bytes: [UInt8], at index: Int) -> Int {
        let rest = bytes[index...].prefix(3)
        if rest.first == 0x0a { return 1 }
        if rest.first == 0x0d { return rest.dropFirst().first == 0x0a ? 2 : 1 }
        if rest.starts(with: [0xc2, 0x85]) { return 2 }
        return rest.starts(with: [0xe2, 0x80, 0xa8]) || rest.starts(with: [0xe2, 0x80, 0xa9]) ? 3 : 0
    }

    /// The byte at a mark, whose column counts Unicode scalars.
    func offset(of mark: Mark) -> Int? {
        guard lineStarts.indices.contains(mark.line - 1) else { return nil }
        var offset = lineStarts[mark.line - 1]
        for _ in 1..<max(1, mark.column) where offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xc0 == 0x80 { offset += 1 }
        }
        return offset
    }

    /// Behind anchors and tags that stand at `start`.
    func skipProperties(from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] == UInt8(ascii: "&") || bytes[index] == UInt8(ascii: "!") {
            while index < bytes.count, !isSpace(bytes[index]) { index += 1 }
            while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        }
        return index
    }

    /// The end of the node that begins at `start`; nil when its layout is not understood.
    func end(of node: Node, from start: Int) -> Int? {
        let start = skipProperties(from: start)
        switch node {
        case .scalar(let scalar): return end(of: scalar, from: start)
        case .sequence(let sequence):
            if start < bytes.count, bytes[start] == UInt8(ascii: "[") { return endOfFlow(from: start) }
            return sequence.last.flatMap { child in child.mark.flatMap(offset).flatMap { end(of: child, from: $0) } }
        case .mapping(let mapping):
            if start < bytes.count, bytes[start] == UInt8(ascii: "{") { return endOfFlow(from: start) }
            guard let last = Array(mapping).last else { return nil }
            return last.value.mark.flatMap(offset).flatMap { end(of: last.value, from: $0) }
        case .alias: return nil
        }
    }

    private func end(of scalar: Node.Scalar, from start: Int) -> Int? {
        switch scalar.style {
        case .singleQuoted, .doubleQuoted: endOfQuoted(from: start)
        case .literal, .folded: endOfBlock(from: start)
        case .plain, .any: endOfPlain(scalar.string, from: start)
        }
    }

    /// A plain scalar may span lines, which reading folds: white space counts for nothing while matching.
    private func endOfPlain(_ text: String, from start: Int) -> Int? {
        var index = start
        for byte in text.utf8 where !isSpace(byte) {
            while index < bytes.count, isSpace(bytes[index]) { index += 1 }
            guard index < bytes.count, bytes[index] == byte else { return nil }
            index += 1
        }
        return index
    }

    private func endOfQuoted(from start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        let quote = bytes[start]
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += 2
            } else if bytes[index] == quote {
                guard quote == UInt8(ascii: "'"), index + 1 < bytes.count, bytes[index + 1] == quote else {
                    return index + 1
                }
                index += 2
            } else {
                index += 1
            }
        }
        return nil
    }

    /// A literal or folded block: its lines are blank or indented deeper than the line its header stands on.
    private func endOfBlock(from start: Int) -> Int? {
        let header = lineStarts.lastIndex { $0 <= start } ?? 0
        let indent = self.indent(ofLine: header) ?? 0
        var end = endOfLine(from: start)
        for line in (header + 1)..<max(header + 1, lineStarts.count) {
            guard let own = self.indent(ofLine: line) else { continue }
            if own <= indent { break }
            end = endOfLine(from: lineStarts[line])
        }
        return end
    }

    /// Spaces at the start of a line; nil when it is blank.
    private func indent(ofLine line: Int) -> Int? {
        var index = lineStarts[line]
        while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        return index >= bytes.count || Self.breakWidth(bytes, at: index) > 0 ? nil : index - lineStarts[line]
    }

    private func endOfFlow(from start: Int) -> Int? {
        var depth = 0
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return index + 1 }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard startsToken(at: index) else { break }
                guard let end = endOfQuoted(from: index) else { return nil }
                index = end - 1
            case UInt8(ascii: "#") where isSpace(bytes[index - 1]): index = endOfLine(from: index) - 1
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Whether a quote at `index` opens a string; inside a plain scalar it is a character like any other.
    private func startsToken(at index: Int) -> Bool {
        var before = index - 1
        while before >= 0, isSpace(bytes[before]) { before -= 1 }
        guard before >= 0 else { return true }
        return [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":")].contains(bytes[before])
    }

    /// The line break that ends the line of `index`, or the end of the text.
    func endOfLine(from index: Int) -> Int {
        var index = index
        while index < bytes.count, Self.breakWidth(bytes, at: index) == 0 { index += 1 }
        return index
    }

    /// The line break this text uses.
    var lineBreak: [UInt8] {
        guard let first = bytes.firstIndex(where: { $0 == 0x0a }) else { return [0x0a] }
        return first > 0 && bytes[first - 1] == 0x0d ? [0x0d, 0x0a] : [0x0a]
    }

    private func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }
}
