internal import Glibc
internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// A file that DVC keeps.
struct DVCItem: Sendable {
    /// Relative to the top of the worktree.
    let path: String
    let hash: DVCHash
    let isExecutable: Bool
    /// Files that should have its content.
    var sources: [String]
}

/// What taking a file in came to.
struct DVCTaken: Sendable {
    /// Nil when its content could not be had.
    var object: LargeObject?
    /// The index's mode.
    var mode: UInt32 = 0o100644
    /// Of the file in the worktree, when it has the content.
    var stamp: FileStamp?
    /// Whether the file has to be made: it is not there, or is the cache's own file.
    var needsFile = false
    var isChanged = false
    var damaged: [String] = []
}

/// Takes contents from DVC's cache, or the worktree, into the store: read once, compared with their MD5 on the way.
struct DVCTaker {
    let top: String
    let store: ObjectStore
    let trustsMode: Bool

    func take(_ item: DVCItem) throws -> DVCTaken {
        var taken = DVCTaken()
        taken.mode = item.isExecutable ? 0o100755 : 0o100644
        let worktree = WorktreeFile(top: top, path: RepoPath(item.path))
        for source in item.sources {
            let file = try Descriptor(opening: source)
            let stamp = try file.stamp()
            let names = try DVCHasher.read(file, isLegacy: item.hash.isLegacy)
            let isSame = try isCacheFile(worktree, item.path, source, stamp)
            // Other names may be files of worktrees, whose users can make them writable.
            let isOurs = try file.linkCount() <= (isSame ? 2 : 1)
            guard names.digits == item.hash.digits,
                try store.take(file, at: source, stamp, as: names.object, by: isOurs ? .linkOrCopy : .copy)
            else {
                taken.damaged.append(source)
                continue
            }
            taken.object = names.object
            if isSame { taken.needsFile = true } else { try look(at: worktree, names.object, &taken) }
            return taken
        }
        try takeFromWorktree(worktree, item, &taken)
        return taken
    }

    /// Whether the worktree's file is a link to the cache's, hard or symbolic.
    private func isCacheFile(
        _ worktree: WorktreeFile, _ path: String, _ source: String, _ stamp: FileStamp
    ) throws -> Bool {
        switch worktree.info?.kind {
        case S_IFREG?:
            let own = try worktree.openForReading().stamp()
            return own.inode == stamp.inode && own.device == stamp.device
        case S_IFLNK?: return Files.resolve(Paths.join(top, path)) == Files.resolve(source)
        default: return false
        }
    }

    private func look(at worktree: WorktreeFile, _ object: LargeObject, _ taken: inout DVCTaken) throws {
        guard let info = worktree.info else {
            taken.needsFile = true
            return
        }
        guard info.kind == S_IFREG, info.size == object.size else {
            taken.isChanged = true
            return
        }
        let file = try worktree.openForReading()
        let stamp = try file.stamp()
        var hasher = ContentHasher()
        try file.forEachChunk { hasher.update($0) }
        guard hasher.finalize() == object, try file.stamp() == stamp else {
            taken.isChanged = true
            return
        }
        settle(stamp, &taken)
    }

    private func takeFromWorktree(_ worktree: WorktreeFile, _ item: DVCItem, _ taken: inout DVCTaken) throws {
        guard let info = worktree.info, info.kind == S_IFREG else { return }
        let file = try worktree.openForReading()
        let stamp = try file.stamp()
        let names = try DVCHasher.read(file, isLegacy: item.hash.isLegacy)
        guard names.digits == item.hash.digits,
            try store.take(file, at: Paths.join(top, item.path), stamp, as: names.object, by: .copy)
        else { return }
        taken.object = names.object
        settle(stamp, &taken)
    }

    private func settle(_ stamp: FileStamp, _ taken: inout DVCTaken) {
        taken.stamp = stamp
        if trustsMode { taken.mode = stamp.mode & 0o100 != 0 ? 0o100755 : 0o100644 }
    }

    /// Makes the file that is not there, or is a link to the cache, a file of its own; returns its stamp.
    func makeFile(_ item: DVCItem, _ object: LargeObject) throws -> FileStamp {
        let worktree = WorktreeFile(top: top, path: RepoPath(item.path))
        try worktree.makeFolders()
        try worktree.replace(
            withContentsOf: store.locate(object) ?? "/dev/null", size: object.size, executable: item.isExecutable,
            by: store.temporaryDirectory, keepsMode: false)
        return try worktree.openForReading().stamp()
    }
}
