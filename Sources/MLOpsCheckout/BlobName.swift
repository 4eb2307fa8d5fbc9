/// git's name of a blob: 20 bytes, or 32 in a SHA-256 repository, held without memory of its own.
package struct BlobName: Hashable, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    package let count: Int8

    /// Up to 32 bytes; what is more is cut off.
    package init(_ bytes: some Collection<UInt8>) {
        count = Int8(min(bytes.count, 32))
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes.prefix(32)) }
    }

    package var bytes: [UInt8] { withBytes { Array($0) } }

    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        withUnsafeBytes(of: words) { body(UnsafeRawBufferPointer(rebasing: $0.prefix(Int(count)))) }
    }

    package static func == (left: BlobName, right: BlobName) -> Bool {
        left.count == right.count && left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: $0) }
    }
}
