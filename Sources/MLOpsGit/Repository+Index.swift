internal import CGit2
internal import Glibc
package import MLOpsCore
package import MLOpsSystem

/// One line of git's index: gitformat-index(5).
package struct IndexEntry: Sendable, Equatable {
    package let path: RepoPath
    /// 0o100644, 0o100755, 0o120000 or 0o160000.
    package let mode: UInt32
    package let id: ObjectID
    /// 0, or 1 to 3 in a conflict.
    package let stage: Int
    /// Of the file as git last saw it, in bytes, modulo 2^32.
    package let size: UInt32
    package let modifiedSeconds: Int32
    /// Modulo 2^32; 0 where it is not known.
    package let inode: UInt32
    /// git is told not to look at the file: `assume-unchanged` or `skip-worktree`.
    package let isIgnored: Bool

    /// Whether git would take a file in this state for unchanged without looking into it, but for one that was written
    /// in the same second as the index.
    package func matches(_ file: FileInfo) -> Bool {
        let isExecutable = file.mode & 0o100 != 0
        return file.kind == .file && mode == (isExecutable ? 0o100755 : 0o100644)
            && size == UInt32(truncatingIfNeeded: file.size)
            && modifiedSeconds == Int32(truncatingIfNeeded: file.modifiedSeconds)
            && (inode == 0 || inode == UInt32(truncatingIfNeeded: file.inode))
    }
}

extension Repository {
    /// The index that git commands of this process use, in the order of paths; nil when only git itself can read it
    /// (a split or a sparse index). Without an index file: no entries.
    package func indexEntries() -> [IndexEntry]? {
        let environment = programEnvironment
        let path = environment["GIT_INDEX_FILE"].map { Paths.join(workTree ?? gitDirectory, $0) }
        var index: OpaquePointer?
        _ = LibraryState.started
        guard git_index_open(&index, path ?? Paths.join(gitDirectory, "index")) == 0, let index else { return nil }
        defer { git_index_free(index) }
        guard git_index_read(index, 1) == 0 else { return nil }
        return (0..<git_index_entrycount(index)).compactMap { git_index_get_byindex(index, $0).map(Self.entry) }
    }

    private static func entry(_ entry: UnsafePointer<git_index_entry>) -> IndexEntry {
        let entry = entry.pointee
        let path = UnsafeBufferPointer(start: entry.path, count: strlen(entry.path))
        let isAssumed = entry.flags & 0x8000 != 0
        let isSkipped = entry.flags_extended & UInt16(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue) != 0
        return IndexEntry(
            path: RepoPath(bytes: path.map(UInt8.init(bitPattern:))), mode: entry.mode, id: ObjectID(entry.id),
            stage: Int(entry.flags >> 12) & 3, size: entry.file_size, modifiedSeconds: entry.mtime.seconds,
            inode: entry.ino, isIgnored: isAssumed || isSkipped)
    }

    /// The size of a blob without its content; nil when it is not here, or is no blob.
    package func blobSize(_ id: ObjectID) -> Int64? {
        let header = try? withHandle { handle throws(GitError) -> (size: Int, type: git_object_t)? in
            var database: OpaquePointer?
            guard git_repository_odb(&database, handle) == 0 else { return nil }
            defer { git_odb_free(database) }
            var size = 0
            var type = GIT_OBJECT_INVALID
            var raw = id.raw
            return git_odb_read_header(&size, &type, database, &raw) == 0 ? (size, type) : nil
        }
        guard let header, header.type == GIT_OBJECT_BLOB else { return nil }
        return Int64(header.size)
    }
}
