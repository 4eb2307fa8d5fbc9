internal import Crypto
package import MLOpsCore

/// SHA-256 over bytes that arrive piece by piece.
package struct ContentHasher {
    private var state = SHA256()
    /// Bytes seen so far.
    package private(set) var count: Int64 = 0

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state.update(bufferPointer: bytes)
        count += Int64(bytes.count)
    }

    /// The name and size of what was seen.
    package func finalize() -> LargeObject {
        let id = state.finalize().withUnsafeBytes { ContentID(bytes: $0) }
        return LargeObject(id: id!, size: count)
    }

    /// The object that `bytes` are.
    package static func object(of bytes: [UInt8]) -> LargeObject {
        var hasher = ContentHasher()
        bytes.withUnsafeBytes { hasher.update($0) }
        return hasher.finalize()
    }
}
