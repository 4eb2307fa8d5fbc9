internal import Glibc
package import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

extension WorktreeFile {
    /// The name and size that its content would have as an object, a symbolic link's target being its content; nil
    /// when nothing is there.
    package func object() throws -> LargeObject? {
        guard let info else { return nil }
        switch info.kind {
        case S_IFREG:
            var hasher = ContentHasher()
            try openForReading().forEachChunk { hasher.update($0) }
            return hasher.finalize()
        case S_IFLNK: return ContentHasher.object(of: linkTarget)
        default: return nil
        }
    }
}
