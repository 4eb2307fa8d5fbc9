/// One logical line of Python: comments gone, continued lines joined.
struct PythonLine {
    let indent: Int
    let number: Int
    let text: [UInt8]
}

/// Cuts Python source into logical lines. Knows strings, brackets, comments and continued lines, no more.
struct PythonLines {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func split(_ bytes: [UInt8]) -> [PythonLine] {
        var scanner = PythonLines(bytes)
        var lines: [PythonLine] = []
        while let line = scanner.next() {
            if !line.text.isEmpty { lines.append(line) }
        }
        return lines
    }

    private mutating func next() -> PythonLine? {
        guard index < bytes.count else { return nil }
        let number = line
        var indent = 0
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 {
            indent = bytes[index] == 0x09 ? (indent / 8 + 1) * 8 : indent + 1
            index += 1
        }
        return PythonLine(indent: indent, number: number, text: body())
    }

    private mutating func body() -> [UInt8] {
        var text: [UInt8] = []
        var depth = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "#"):
                while index < bytes.count, bytes[index] != 0x0a { index += 1 }
                continue
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                copyString(quote: byte, into: &text)
                continue
            case UInt8(ascii: "\\") where index + 1 < bytes.count && bytes[index + 1] == 0x0a:
                index += 1
                text.append(0x20)
                line += 1
            case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"):
                depth += 1
                text.append(byte)
            case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"):
                depth = max(0, depth - 1)
                text.append(byte)
            case 0x0a:
                line += 1
                if depth == 0 {
                    index += 1
                    return trimmed(text)
                }
                text.append(0x20)
            default: text.append(byte)
            }
            index += 1
        }
        return trimmed(text)
    }

    private mutating func copyString(quote: UInt8, into text: inout [UInt8]) {
        let isTriple = index + 2 < bytes.count && bytes[index + 1] == quote && bytes[index + 2] == quote
        let closing = Array(repeating: quote, count: isTriple ? 3 : 1)
        text += closing
        index += closing.count
        while index < bytes.count {
            if bytes[index...].starts(with: closing) {
                text += closing
                index += closing.count
                return
            }
            if bytes[index] == 0x0a {
                if !isTriple { return }
                line += 1
            }
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count {
                text.append(bytes[index])
                index += 1
                if bytes[index] == 0x0a { line += 1 }
            }
            text.append(bytes[index])
            index += 1
        }
    }

    private func trimmed(_ text: [UInt8]) -> [UInt8] {
        var text = text
        while let last = text.last, last == 0x20 || last == 0x09 || last == 0x0d { text.removeLast() }
        return text
    }
}
