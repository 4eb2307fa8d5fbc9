internal import Crypto

/// git's hashes, told apart by their length: 20 bytes for SHA-1, 32 for SHA-256.
enum GitHash {
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
    static func blob(_ content: [UInt8], length: Int) -> [UInt8] {
        let object = Array("blob \(content.count)\0".utf8) + content
        return object.withUnsafeBytes { digest($0, length: length) }
    }
}
