package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
package import MLOpsTransfer

/// Files with the attribute `lockable`: read-only in the worktree unless we hold their lock.
package struct LockableFiles {
    private let files: LargeFiles

    package init(_ files: LargeFiles) {
        self.files = files
    }

    /// Sets the bit on every lockable file of the index, by the locks that we are known to hold.
    package func makeAllReadOnly() throws {
        guard let top = files.repository.workTree, try isWanted(), try mentionsLockable(top) else { return }
        let known = try files.indexEntries().filter { $0.stage == 0 && $0.isFile && !$0.isSkipped }.map(\.path)
        try apply(to: known + ignoredFiles())
    }

    /// Files that git ignores, where `lfs.lockignoredfiles` wants them treated like the others.
    private func ignoredFiles() throws -> [RepoPath] {
        guard try files.repository.config.bool("lfs.lockignoredfiles") == true else { return [] }
        return try files.repository.gitChecked([
            "ls-files", "-z", "--others", "--ignored", "--exclude-standard",
        ]).output.split(separator: 0).map { RepoPath(bytes: Array($0)) }
    }

    /// Sets the bit on those of `paths` that are lockable.
    package func apply(to paths: [RepoPath]) throws {
        guard let top = files.repository.workTree, try isWanted() else { return }
        // One quick question, since most repositories have no such file.
        guard try mentionsLockable(top) else { return }
        let lockable = try lockable(among: paths)
        if lockable.isEmpty { return }
        let held = Set(LockCache(files.store.root).load().map { RepoPath($0.path) })
        for path in lockable { _ = WorktreeFile(top: top, path: path).setWritable(held.contains(path)) }
    }

    /// Sets the bit on those files that a commit changed.
    package func applyToCommit(_ revision: String) throws {
        guard let top = files.repository.workTree, files.repository.resolveIfPresent(revision) != nil,
            try isWanted(), try mentionsLockable(top)
        else { return }
        let listing = try files.repository.gitChecked([
            "diff-tree", "--root", "-r", "-z", "--name-only", "--no-commit-id", "--diff-filter=d", revision,
        ])
        try apply(to: listing.output.split(separator: 0).map { RepoPath(bytes: Array($0)) })
    }

    /// Makes one file writable, or read-only when it is lockable.
    package func setWritable(_ isWritable: Bool, _ path: RepoPath) throws {
        guard let top = files.repository.workTree, try isWanted() else { return }
        if try isWritable || !lockable(among: [path]).isEmpty {
            _ = WorktreeFile(top: top, path: path).setWritable(isWritable)
        }
    }

    /// `lfs.setlockablereadonly` and its variable.
    private func isWanted() throws -> Bool {
        let repository = files.repository
        if let word = repository.context.environment["GIT_LFS_SET_LOCKABLE_READONLY"] {
            return !["0", "no", "false", "off"].contains(word.lowercased())
        }
        return try repository.config.bool("lfs.setlockablereadonly") ?? true
    }

    private func lockable(among paths: [RepoPath]) throws -> [RepoPath] {
        if paths.isEmpty { return [] }
        var input: [UInt8] = []
        for path in paths { input += path.bytes + [0] }
        let fields = try files.repository.gitChecked(["check-attr", "-z", "--stdin", "lockable"], input: input).output
            .split(separator: 0, omittingEmptySubsequences: false)
        return stride(from: 0, to: fields.count - 2, by: 3).compactMap { start in
            fields[start + 2].elementsEqual("set".utf8) ? RepoPath(bytes: Array(fields[start])) : nil
        }
    }

    private func mentionsLockable(_ top: String) throws -> Bool {
        let listed = try files.repository.gitChecked([
            "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".gitattributes", "**/.gitattributes",
        ]).output.split(separator: 0).map { Paths.join(top, String(decoding: $0, as: UTF8.self)) }
        let sources = listed + [files.repository.commonDirectory + "/info/attributes"]
        return try sources.contains { try Files.readIfPresent($0)?.asText.contains("lockable") ?? false }
    }
}
