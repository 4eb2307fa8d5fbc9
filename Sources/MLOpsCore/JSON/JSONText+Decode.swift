extension JSONText {
    /// One character of a string and how many bytes of the text stand for it.
    package struct Unit {
        /// A Unicode scalar, or a lone surrogate (0xd800...0xdfff).
        package let scalar: UInt32
        package let length: Int
    }

    /// The character at `offset` of a string that the scanner has accepted.
    package static func unit(in text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Unit {
        let byte = text[offset]
        if byte == 0x5c { return escapedUnit(in: text, at: offset) }
        if byte < 0x80 { return Unit(scalar: UInt32(byte), length: 1) }
        let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
        var scalar = UInt32(byte) & (0x7f >> UInt32(length))
        for index in offset + 1..<offset + length { scalar = scalar << 6 | UInt32(text[index] & 0x3f) }
        return Unit(scalar: scalar, length: length)
    }

    private static func escapedUnit(in text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Unit {
        switch text[offset + 1] {
        case 0x62: return Unit(scalar: 0x08, length: 2)
        case 0x66: return Unit(scalar: 0x0c, length: 2)
        case 0x6e: return Unit(scalar: 0x0a, length: 2)
        case 0x72: return Unit(scalar: 0x0d, length: 2)
        case 0x74: return Unit(scalar: 0x09, length: 2)
        case 0x75: return unicodeUnit(in: text, at: offset)
        case let byte: return Unit(scalar: UInt32(byte), length: 2)
        }
    }

    private static func unicodeUnit(in text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Unit {
        let unit = hexUnit(in: text, at: offset) ?? 0xfffd
        guard 0xd800..<0xdc00 ~= unit, let low = hexUnit(in: text, at: offset + 6), 0xdc00..<0xe000 ~= low else {
            return Unit(scalar: unit, length: 6)
        }
        return Unit(scalar: 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00), length: 12)
    }

    /// Appends what the string `text[range]` says, escapes resolved, as UTF-8. A lone surrogate becomes the three
    /// bytes that UTF-8 would use for it (so byte order stays code point order), which is not valid UTF-8.
    package static func decode(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, into result: inout [UInt8]) {
        let inside = UnsafeBufferPointer(rebasing: text[range])
        var index = 0
        while index < inside.count {
            let end = endOfEscapeFreeRun(in: inside, from: index)
            result.append(contentsOf: inside[index..<end])
            guard end < inside.count else { return }
            let unit = unit(in: inside, at: end)
            appendUTF8(unit.scalar, to: &result)
            index = end + unit.length
        }
    }

    private static func endOfEscapeFreeRun(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < text.count, text[index] != 0x5c { index += 1 }
        return index
    }

    /// Appends a scalar, or a surrogate in the same scheme, as UTF-8 bytes.
    package static func appendUTF8(_ scalar: UInt32, to result: inout [UInt8]) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3f) }
        switch scalar {
        case 0..<0x80: result.append(UInt8(scalar))
        case 0x80..<0x800: result += [UInt8(0xc0 | scalar >> 6), tail(0)]
        case 0x800..<0x10000: result += [UInt8(0xe0 | scalar >> 12), tail(6), tail(0)]
        default: result += [UInt8(0xf0 | scalar >> 18), tail(12), tail(6), tail(0)]
        }
    }
}
