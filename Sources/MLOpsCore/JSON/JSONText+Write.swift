extension JSONText {
    /// Appends a character as it stands in a JSON string: `"`, `\` and controls escaped, with `ascii` also
    /// everything from 0x7f on (as Python's `ensure_ascii`); a lone surrogate always as its escape.
    package static func append(_ scalar: UInt32, ascii: Bool, to result: inout [UInt8]) {
        switch scalar {
        case 0x22: result += [0x5c, 0x22]
        case 0x5c: result += [0x5c, 0x5c]
        case 0x08: result += [0x5c, 0x62]
        case 0x0c: result += [0x5c, 0x66]
        case 0x0a: result += [0x5c, 0x6e]
        case 0x0d: result += [0x5c, 0x72]
        case 0x09: result += [0x5c, 0x74]
        case 0..<0x20, 0xd800..<0xe000: appendHex(scalar, to: &result)
        case 0x7f... where ascii: appendEscapedUnits(scalar, to: &result)
        default: appendUTF8(scalar, to: &result)
        }
    }

    private static func appendEscapedUnits(_ scalar: UInt32, to result: inout [UInt8]) {
        guard scalar >= 0x10000 else { return appendHex(scalar, to: &result) }
        appendHex(0xd800 + (scalar - 0x10000) >> 10, to: &result)
        appendHex(0xdc00 + (scalar - 0x10000) & 0x3ff, to: &result)
    }

    private static func appendHex(_ unit: UInt32, to result: inout [UInt8]) {
        result += [0x5c, 0x75]
        for shift: UInt32 in [12, 8, 4, 0] {
            let digit = UInt8(unit >> shift & 0xf)
            result.append(digit < 10 ? 0x30 + digit : 0x61 - 10 + digit)
        }
    }

    /// Appends plain UTF-8 text as the inside of a JSON string.
    package static func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, ascii: Bool, to result: inout [UInt8]) {
        var index = 0
        while index < text.count {
            let end = endOfPlainRun(in: text, from: index)
            appendPlain(UnsafeBufferPointer(rebasing: text[index..<end]), ascii: ascii, to: &result)
            guard end < text.count else { return }
            index = end + appendSpecial(text, at: end, ascii: ascii, to: &result)
        }
    }

    /// Appends text that ``endOfPlainRun(in:from:)`` found plain; 0x7f is so everywhere but in `ascii`.
    package static func appendPlain(_ run: UnsafeBufferPointer<UInt8>, ascii: Bool, to result: inout [UInt8]) {
        guard ascii, run.contains(0x7f) else { return result.append(contentsOf: run) }
        for byte in run { append(UInt32(byte), ascii: true, to: &result) }
    }

    /// Appends the one character at `offset`, which is no plain ASCII; returns its length.
    private static func appendSpecial(
        _ text: UnsafeBufferPointer<UInt8>, at offset: Int, ascii: Bool, to result: inout [UInt8]
    ) -> Int {
        if text[offset] < 0x80 {
            append(UInt32(text[offset]), ascii: ascii, to: &result)
            return 1
        }
        let unit = unit(in: text, at: offset)
        append(unit.scalar, ascii: ascii, to: &result)
        return unit.length
    }

    /// Appends `string` with its quotes.
    package static func appendQuoted(_ string: String, ascii: Bool, to result: inout [UInt8]) {
        var string = string
        result.append(0x22)
        string.withUTF8 { appendEscaped($0, ascii: ascii, to: &result) }
        result.append(0x22)
    }
}
