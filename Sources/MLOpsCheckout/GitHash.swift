internal import Crypto

/// git's hashes, told apart by their length: 20 bytes for SHA-1, 32 for SHA-256.
package enum GitHash {
    static func digest(_ bytes: UnsafeRawBufferPointer, length: Int) -> [UInt8] {
        if length == 32 {
            var hash = SHA256()
            hash.update(bufferPointer: bytes)
            return Array(hash.finalize())
        }
        var hash = Insecure.SHA1()
        hash.update(bufferPointer: bytes)
        return Array(hash.finalize())
    }

    /// The name of a blob.
    package static func blob(_ content: [UInt8], length: Int) -> [UInt8] {
        let object = Array("blob \(content.count)\0".utf8) + content
        return object.withUnsafeBytes { digest($0, length: length) }
    }
}

/// The name of a blob whose content arrives piece by piece and whose size is known before.
package struct BlobHasher {
    private var sha1 = Insecure.SHA1()
    private var sha256 = SHA256()
    private let length: Int
    private let size: Int64
    private var count: Int64 = 0

    package init(size: Int64, length: Int) {
        self.size = size
        self.length = length
        Array("blob \(size)\0".utf8).withUnsafeBytes { add($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count += Int64(bytes.count)
        if count <= size { add(bytes) }
    }

    /// Nil when there were more or fewer bytes.
    package func finalize() -> [UInt8]? {
        guard count == size else { return nil }
        return length == 32 ? Array(sha256.finalize()) : Array(sha1.finalize())
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
        if length == 32 { sha256.update(bufferPointer: bytes) } else { sha1.update(bufferPointer: bytes) }
    }
}
