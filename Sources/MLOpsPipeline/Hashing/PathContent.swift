internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// What a path of the worktree, or bytes that git has, count as: of a pointer to a large file, the file.
package enum PathContent {
    /// Nil when there is nothing. `stateFolder` is the clone's, where hashes of files are remembered.
    package static func fingerprint(
        _ path: String, root: String, stateFolder: String, now: @escaping @Sendable () -> Int64
    ) throws -> FileFingerprint? {
        var hasher = WorktreeHasher(root: root, cachePath: Paths.join(stateFolder, "stat-cache"), now: now)
        return try hasher.fingerprint(path)
    }

    /// SHA-256 in hexadecimal, and the size.
    package static func fingerprint(of bytes: [UInt8]) -> FileFingerprint {
        if bytes.count < Pointer.sizeLimit, let pointer = Pointer.parse(bytes)?.pointer, pointer.size > 0 {
            return FileFingerprint(pointer.object)
        }
        return FileFingerprint(ContentHasher.object(of: bytes))
    }

    /// The hash of the file at `path` within the folder that `listing` describes; nil when it holds none, or the text is
    /// no listing.
    package static func hash(of path: String, inListing listing: [UInt8]) -> String? {
        FolderListing(text: listing)?.entries.first { $0.path == path }?.content.hash
    }
}
