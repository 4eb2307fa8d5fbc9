internal import MLOpsCore

extension TOMLParser {
    /// A string from its opening quote on.
    mutating func string(_ quote: UInt8, mayBeMultiline: Bool) throws(DocumentError) -> String {
        let triple = [quote, quote, quote]
        if mayBeMultiline, bytes[index...].starts(with: triple) { return try multiline(quote, closing: triple) }
        index += 1
        var text: [UInt8] = []
        while let byte = peek {
            if byte == quote {
                index += 1
                return text.asText
            }
            try append(byte, of: quote, to: &text, mayBreak: false)
        }
        throw error("the string does not end")
    }

    private mutating func multiline(_ quote: UInt8, closing: [UInt8]) throws(DocumentError) -> String {
        index += 3
        if peek == 0x0d, index + 1 < bytes.count, bytes[index + 1] == 0x0a { index += 1 }
        _ = take(0x0a)
        var text: [UInt8] = []
        while let byte = peek {
            if bytes[index...].starts(with: closing) {
                index += 3
                for _ in 0..<2 where take(quote) { text.append(quote) }
                return text.asText
            }
            try append(byte, of: quote, to: &text, mayBreak: true)
        }
        throw error("the string does not end")
    }

    private mutating func append(
        _ byte: UInt8, of quote: UInt8, to text: inout [UInt8], mayBreak: Bool
    ) throws(DocumentError) {
        if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
            index += 1
            return try escape(to: &text, mayBreak: mayBreak)
        }
        let isBreak = byte == 0x0a || (byte == 0x0d && index + 1 < bytes.count && bytes[index + 1] == 0x0a)
        let isControl = byte < 0x20 && byte != 0x09 || byte == 0x7f
        if isControl, !(isBreak && mayBreak) { throw error("a control character in a string") }
        text.append(byte)
        index += 1
    }

    private mutating func escape(to text: inout [UInt8], mayBreak: Bool) throws(DocumentError) {
        guard let byte = peek else { throw error("the string does not end") }
        index += 1
        switch byte {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(byte)
        case UInt8(ascii: "u"): text += try scalar(digits: 4)
        case UInt8(ascii: "U"): text += try scalar(digits: 8)
        default:
            index -= 1
            guard mayBreak else { throw error("an unknown escape") }
            try skipFoldedBreak()
        }
    }

    /// A backslash at the end of a line takes all white space up to the next character with it.
    private mutating func skipFoldedBreak() throws(DocumentError) {
        skipSpaces()
        if take(0x0d), peek != 0x0a { throw error("a carriage return without a line feed") }
        guard take(0x0a) else { throw error("an unknown escape") }
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { index += 1 }
    }

    private mutating func scalar(digits count: Int) throws(DocumentError) -> [UInt8] {
        let digits = bytes[index...].prefix(count)
        guard digits.count == count, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let value = UInt32(Array(digits).asText, radix: 16), let scalar = UnicodeScalar(value)
        else { throw error("an unknown escape") }
        index += count
        return Array(String(Character(scalar)).utf8)
    }
}
