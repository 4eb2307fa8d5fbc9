/// The SHA-1 name of a git object, 20 bytes, held without memory of its own: there may be a hundred thousand of them.
package struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt32

    /// Nil unless there are exactly 20.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 20 else { return nil }
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        for (position, byte) in bytes.enumerated() { Self.append(UInt64(byte), bits: 8, to: &words, at: position * 8) }
        self.init(words)
    }

    /// Nil unless it is 40 hexadecimal digits.
    package init?(hex: some StringProtocol) {
        self.init(hex: hex.utf8)
    }

    /// Nil unless it is 40 hexadecimal digits.
    package init?(hex: some Collection<UInt8>) {
        guard hex.count == 40 else { return nil }
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        for (position, digit) in hex.enumerated() {
            guard let value = Hex.value(digit) else { return nil }
            Self.append(UInt64(value), bits: 4, to: &words, at: position * 4)
        }
        self.init(words)
    }

    private init(_ words: (UInt64, UInt64, UInt64)) {
        (first, second, third) = (words.0, words.1, UInt32(truncatingIfNeeded: words.2))
    }

    private static func append(_ value: UInt64, bits: Int, to words: inout (UInt64, UInt64, UInt64), at bit: Int) {
        switch bit >> 6 {
        case 0: words.0 = words.0 << bits | value
        case 1: words.1 = words.1 << bits | value
        default: words.2 = words.2 << bits | value
        }
    }

    package var bytes: [UInt8] {
        Array(unsafeUninitializedCapacity: 20) { bytes, count in
            for position in 0..<8 {
                let shift = UInt64(56 - 8 * position)
                bytes[position] = UInt8(truncatingIfNeeded: first >> shift)
                bytes[8 + position] = UInt8(truncatingIfNeeded: second >> shift)
                if position < 4 { bytes[16 + position] = UInt8(truncatingIfNeeded: third >> UInt32(24 - 8 * position)) }
            }
            count = 20
        }
    }

    package var hex: String { Hex.encode(bytes) }
    package var description: String { hex }

    /// All zeros: git's "no object".
    package static let zero = ObjectID((0, 0, 0))

    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        (left.first, left.second, left.third) < (right.first, right.second, right.third)
    }
}
