/// A fast hash of 64 bits that is the same in every process: it tells cells apart in a local cache, nothing more.
package struct CellHash {
    private(set) package var value: UInt64

    package init(seed: UInt64 = 0x9e37_79b9_7f4a_7c15) {
        value = seed
    }

    package mutating func add(_ word: UInt64) {
        let product = (value ^ word).multipliedFullWidth(by: 0xff51_afd7_ed55_8ccd)
        value = product.low ^ product.high
        value = (value ^ value >> 29) &+ 0x9e37_79b9_7f4a_7c15
    }

    /// Eight bytes a step, then the length.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset + 8 <= bytes.count {
            add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var rest: UInt64 = 0
        for byte in bytes[offset...] { rest = rest << 8 | UInt64(byte) }
        add(rest)
        add(UInt64(bytes.count))
    }

    package static func of(_ bytes: [UInt8]) -> UInt64 {
        var hash = CellHash()
        bytes.withUnsafeBytes { hash.add($0) }
        return hash.value
    }
}
