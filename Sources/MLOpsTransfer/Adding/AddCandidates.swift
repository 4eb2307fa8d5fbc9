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
        var unknown: [RepoPath] = []
        if !isUpdate {
            let arguments = ["ls-files", "-z", "--others", "--exclude-standard", "--"] + pathspecs
            unknown = try repository.gitChecked(arguments).output.split(separator: 0).map { RepoPath(bytes: Array($0)) }
        }
        if pathspecs.count > 1 || known.isEmpty && unknown.isEmpty {
            let arguments = ["ls-files", "--error-unmatch", "-c", "-o", "--exclude-standard", "--"] + pathspecs
            guard try repository.git(arguments).status.isSuccess else { return nil }
        }
        let paths = Array(Set(known.map(\.path) + unknown)).sorted()
        let names = try files.filterNames()
        let filters = try files.filters(of: paths)
        let entries = Dictionary(known.map { ($0.path, $0) }) { first, _ in first }
        let trustsMode = try repository.config.bool("core.filemode") ?? true
        let unchanged = UnchangedFiles(repository)
        for path in paths {
            if path.bytes.last == UInt8(ascii: "/") || entries[path]?.mode == 0o160000 {
                needGit = true
            } else if filters[path].map(names.contains) ?? false {
                let entry = entries[path]
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
