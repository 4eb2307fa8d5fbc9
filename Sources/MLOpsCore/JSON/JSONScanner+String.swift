extension JSONScanner {
    /// A string, with the position at its opening quote.
    mutating func scanString() throws(JSONError) {
        let start = position + 1
        position = start
        var flags: JSONToken.Flags = []
        while true {
            position = JSONText.endOfPlainRun(in: text, from: position)
            switch peek {
            case 0x22:
                append(.string, from: start, to: position, flags: flags)
                position += 1
                return
            case 0x5c: try scanEscape(&flags)
            case .some(0x80...): try scanNonASCII(&flags)
            case nil: throw error("the string that starts here never ends", at: start - 1)
            default: throw error("a control character in a string")
            }
        }
    }

    private mutating func scanEscape(_ flags: inout JSONToken.Flags) throws(JSONError) {
        flags.insert(.escapes)
        guard position + 1 < text.count else { throw error("an escape is cut off") }
        switch text[position + 1] {
        case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: position += 2
        case 0x75: try scanUnicodeEscape(&flags)
        default: throw error("an unknown escape")
        }
    }

    private mutating func scanUnicodeEscape(_ flags: inout JSONToken.Flags) throws(JSONError) {
        guard let unit = JSONText.hexUnit(in: text, at: position) else {
            throw error("'\\u' needs four hexadecimal digits")
        }
        position += 6
        switch unit {
        case 0xd800..<0xdc00:
            if let low = JSONText.hexUnit(in: text, at: position), 0xdc00..<0xe000 ~= low {
                position += 6
            } else {
                flags.insert(.loneSurrogate)
            }
        case 0xdc00..<0xe000: flags.insert(.loneSurrogate)
        default: break
        }
    }

    private mutating func scanNonASCII(_ flags: inout JSONToken.Flags) throws(JSONError) {
        flags.insert(.nonASCII)
        let length = JSONText.sequenceLength(in: text, at: position)
        guard length > 0 else { throw error("not UTF-8 text") }
        position += length
    }
}
