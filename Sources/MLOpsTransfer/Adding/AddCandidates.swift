internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Which files an add concerns: large ones that differ from the index by their stat data, and all others.
struct AddCandidates {
    struct Large: Sendable {
        let path: RepoPath
        /// The mode in the index, where there is one: it counts when git does not trust the file system's.
        let mode: UInt32?
        let trustsMode: Bool
    }

    private(set) var large: [Large] = []
    private(set) var others: [RepoPath] = []
    /// Whether there is something that only `git add` itself does right: a repository in the worktree.
    private(set) var needGit = false

    /// Nil when git has something to say about the pathspecs.
    init?(_ files: LargeFiles, _ pathspecs: [String], isUpdate: Bool) throws {
        let repository = files.repository
        let known = try files.indexEntries(pathspecs).filter { !$0.isSkipped }
        var paths = known.map(\.path)
        if !isUpdate {
            try repository.gitRecords(["ls-files", "-z", "--others", "--exclude-standard", "--"] + pathspecs) {
                paths.append(RepoPath(bytes: Array($0)))
            }
        }
        if pathspecs.count > 1 || paths.isEmpty {
            let arguments = ["ls-files", "--error-unmatch", "-c", "-o", "--exclude-standard", "--"] + pathspecs
            guard try repository.git(arguments).status.isSuccess else { return nil }
        }
        paths.sort()
        let kept = try files.kept(paths, alone: true)
        let trustsMode = try repository.config.bool("core.filemode") ?? true
        let unchanged = UnchangedFiles(repository)
        var next = 0
        for (position, path) in paths.enumerated() where position == 0 || path != paths[position - 1] {
            while next < known.count, known[next].path < path { next += 1 }
            // Of a conflict, the first side.
            let entry = next < known.count && known[next].path == path ? known[next] : nil
            if path.bytes.last == UInt8(ascii: "/") || entry?.mode == 0o160000 {
                needGit = true
            } else if kept[position] {
                if let entry, entry.stage == 0, unchanged.contains(path, blob: entry.blob) { continue }
                large.append(Large(path: path, mode: entry?.mode, trustsMode: trustsMode))
            } else {
                others.append(path)
            }
        }
    }
}

/// Files that are as the index last saw them, by git's own rule: equal stat data, older than the index.
private struct UnchangedFiles {
    private let index: IndexLookup?
    private let folders: WorktreeFolders?

    init(_ repository: Repository) {
        index =
            repository.context.environment["GIT_INDEX_FILE"] == nil
            ? IndexLookup(path: repository.gitDirectory + "/index", hashLength: 20) : nil
        folders = repository.workTree.flatMap { try? WorktreeFolders(top: $0) }
    }

    func contains(_ path: RepoPath, blob: ObjectID) -> Bool {
        guard let index, let (folder, name) = folders?.find(path.bytes), let stamp = folder.stamp(name) else {
            return false
        }
        return index.isUnchanged(path.bytes, blob: blob.bytes, stamp: stamp)
    }
}
