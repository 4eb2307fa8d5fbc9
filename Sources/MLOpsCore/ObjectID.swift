/// The SHA-1 name of a git object, 20 bytes.
package struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// Nil unless there are exactly 20.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 20 else { return nil }
        self.bytes = bytes
    }

    /// Nil unless it is 40 hexadecimal digits.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    package var hex: String { Hex.encode(bytes) }
    package var description: String { hex }

    /// All zeros: git's "no object".
    package static let zero = ObjectID(bytes: Array(repeating: 0, count: 20))!

    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
