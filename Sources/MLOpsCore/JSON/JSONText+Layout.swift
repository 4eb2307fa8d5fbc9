extension JSONText {
    /// Appends a document that stands on one line without blanks as `JSONStyle.pretty` lays it out, `depth` levels in:
    /// nothing is parsed, so it costs little more than copying. `compact` has to be valid.
    package static func appendLaidOut(_ compact: some Sequence<UInt8>, depth: Int, to result: inout [UInt8]) {
        var depth = depth
        var isInText = false
        var isEscaped = false
        var isOpen = false
        func startLine() {
            result.append(0x0a)
            result.append(contentsOf: repeatElement(0x20, count: 2 * depth))
        }
        for byte in compact {
            if isInText {
                result.append(byte)
                isInText = isEscaped || byte != 0x22
                isEscaped = byte == 0x5c && !isEscaped
                continue
            }
            let isClosing = byte == 0x7d || byte == 0x5d
            if isClosing { depth -= 1 }
            // Nothing stands between the brackets of what is empty.
            if isOpen != isClosing { startLine() }
            isOpen = byte == 0x7b || byte == 0x5b
            result.append(byte)
            switch byte {
            case 0x22: isInText = true
            case 0x7b, 0x5b: depth += 1
            case 0x2c: startLine()
            case 0x3a: result.append(0x20)
            default: break
            }
        }
    }
}
