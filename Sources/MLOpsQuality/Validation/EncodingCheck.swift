internal import Glibc
internal import MLOpsCore

/// Looks for the first NUL byte and the first byte that is not UTF-8, in a text that comes in pieces.
struct EncodingCheck {
    /// What to do about a text that is not UTF-8: most such tables come from a spreadsheet.
    static let conversion = "convert it to UTF-8: iconv -f WINDOWS-1252 -t UTF-8"

    /// Offsets in the whole text.
    private(set) var zero: Int?
    private(set) var invalid: (offset: Int, byte: UInt8)?
    /// How much of the text was looked at.
    private var passed = 0

    var isFlawed: Bool { zero != nil || invalid != nil }

    /// Looks at `window`, which begins at byte `offset` of the text, from where it came to last.
    mutating func check(_ window: UnsafeBufferPointer<UInt8>, at offset: Int, isLast: Bool) {
        var index = passed - offset
        if zero == nil { zero = Self.firstZero(in: window, from: index).map { $0 + offset } }
        while index < window.count, invalid == nil {
            index = JSONText.endOfASCII(in: window, from: index)
            guard index < window.count else { break }
            let length = JSONText.sequenceLength(in: window, at: index)
            if length == 0 {
                if !isLast, Self.isCut(window[index...]) { break }
                invalid = (index + offset, window[index])
            }
            index += length
        }
        passed = offset + (invalid == nil ? index : window.count)
    }

    /// Whether the rest of a character may be in the next piece. No record ends in the middle of one.
    private static func isCut(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let lead = rest.first, lead >= 0xc2, lead <= 0xf4 else { return false }
        let length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
        return rest.count < length && rest.dropFirst().allSatisfy { $0 & 0xc0 == 0x80 }
    }

    private static func firstZero(in window: UnsafeBufferPointer<UInt8>, from index: Int) -> Int? {
        guard let base = window.baseAddress, index < window.count else { return nil }
        guard let found = memchr(base + index, 0, window.count - index) else { return nil }
        return UnsafeRawPointer(base).distance(to: found)
    }
}
