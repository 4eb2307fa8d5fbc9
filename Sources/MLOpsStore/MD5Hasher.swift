internal import Crypto
internal import MLOpsCore

/// MD5, which names contents in DVC's files and caches. It protects nothing here.
package struct MD5Hasher {
    private var state = Insecure.MD5()

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state.update(bufferPointer: bytes)
    }

    /// 32 hexadecimal digits.
    package func finalize() -> String {
        Hex.encode(Array(state.finalize()))
    }

    package static func digest(of bytes: [UInt8]) -> String {
        var hasher = MD5Hasher()
        bytes.withUnsafeBytes { hasher.update($0) }
        return hasher.finalize()
    }
}
