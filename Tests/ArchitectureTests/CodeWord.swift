/// A name in code and what stands round it.
struct CodeWord {
    let text: String
    /// After a dot, unless what stands before the dot is a module of the toolchain: `Glibc.exit`.
    let isMember: Bool
    /// Before a parenthesis.
    let isCalled: Bool
    /// After `func` or `case`.
    let isDeclared: Bool

    static func all(in code: String) -> [CodeWord] {
        let bytes = Array(code.utf8)
        var words: [CodeWord] = []
        var position = 0
        var previous = (text: "", end: -1)
        while position < bytes.count {
            guard isWordByte(bytes[position]) else {
                position += 1
                continue
            }
            let start = position
            while position < bytes.count, isWordByte(bytes[position]) { position += 1 }
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            let followsDot = start > 0 && bytes[start - 1] == UInt8(ascii: ".")
            let isQualified = previous.end == start - 1 && ["Glibc", "Swift", "Foundation"].contains(previous.text)
            words.append(
                CodeWord(
                    text: text, isMember: followsDot && !isQualified,
                    isCalled: position < bytes.count && bytes[position] == UInt8(ascii: "("),
                    isDeclared: !followsDot && ["func", "case"].contains(previous.text)))
            previous = (text, position)
        }
        return words
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }
}
