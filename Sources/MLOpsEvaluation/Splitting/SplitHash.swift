/// The place of a row in a random order that depends on a seed and the row's content alone. Fixed for ever: splits are
/// recorded by their seed.
package struct SplitHash: Sendable {
    private let start: UInt64

    package init(seed: UInt64) {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        withUnsafeBytes(of: seed.littleEndian) { Self.add($0, &value) }
        start = value
    }

    /// FNV-1a over the seed and the bytes, then the finaliser of SplitMix64.
    package func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var value = start
        Self.add(bytes, &value)
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    package func callAsFunction(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { self(UnsafeRawBufferPointer($0)) }
    }

    private static func add(_ bytes: UnsafeRawBufferPointer, _ value: inout UInt64) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
}
