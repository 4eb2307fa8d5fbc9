package import MLOpsCore
package import MLOpsSystem

/// Both names of a content, ours and DVC's, from one reading.
package struct DVCHasher {
    /// DVC judges and hashes pieces of this size (dvc_data, hashfile/hash.py).
    private static let pieceSize = 1 << 20
    private static let judgedSize = 512

    private var content = ContentHasher()
    private var md5 = MD5Hasher()
    /// As DVC 2 had it: line ends of texts do not count.
    private let isLegacy: Bool
    private var piece: [UInt8] = []

    package init(isLegacy: Bool) {
        self.isLegacy = isLegacy
    }

    /// The names of an open file, read from its beginning.
    package static func read(
        _ file: borrowing Descriptor, isLegacy: Bool
    ) throws -> (object: LargeObject, digits: String) {
        var hasher = DVCHasher(isLegacy: isLegacy)
        try file.rewind()
        try file.forEachChunk { hasher.update($0) }
        return hasher.finalize()
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        content.update(bytes)
        guard isLegacy else { return md5.update(bytes) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.pieceSize - piece.count)
            piece += part
            rest = rest[part.endIndex...]
            if piece.count == Self.pieceSize { flush() }
        }
    }

    package mutating func finalize() -> (object: LargeObject, digits: String) {
        if !piece.isEmpty { flush() }
        return (content.finalize(), md5.finalize())
    }

    private mutating func flush() {
        if Self.isText(piece.prefix(Self.judgedSize)) { piece = Self.withoutCarriageReturns(piece) }
        piece.withUnsafeBytes { md5.update($0) }
        piece.removeAll(keepingCapacity: true)
    }

    /// No NUL, and at most 3 of 10 bytes that texts do not have (dvc_data, hashfile/istextfile.py).
    private static func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
        if bytes.contains(0) { return false }
        let others = bytes.count { !((32...126).contains($0) || [8, 9, 10, 12, 13].contains($0)) }
        return Double(others) / Double(bytes.count) <= 0.3
    }

    private static func withoutCarriageReturns(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (position, byte) in bytes.enumerated() {
            if byte == 0x0d, position + 1 < bytes.count, bytes[position + 1] == 0x0a { continue }
            result.append(byte)
        }
        return result
    }
}
