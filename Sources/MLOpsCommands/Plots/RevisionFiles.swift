internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTransfer

/// The files of a commit or of the worktree, large ones with their content.
struct RevisionFiles {
    /// Above this many bytes nothing is read for a plot.
    static let sizeLimit: Int64 = 64 << 20
    private static let folderLimit = 2000

    let label: String
    let commit: Commit?
    private let repository: Repository
    private let largeFiles: LargeFiles

    init(_ name: ComparisonRange.Name, in repository: Repository) throws {
        self.repository = repository
        largeFiles = try LargeFiles(repository)
        switch name {
        case .worktree:
            label = "worktree"
            commit = nil
        case .revision(let revision):
            label = revision
            commit = try repository.commit(repository.resolve(revision))
        }
    }

    /// As it stands in git: a pointer of a large file is a pointer. Nil when there is no such file.
    var read: RepositoryFileReader {
        guard let tree = commit?.tree else { return WorktreeFiles.reader(root: repository.workTree ?? "/") }
        return { path in
            guard let entry = try repository.entry(at: path, inTree: tree), [0o100644, 0o100755].contains(entry.mode)
            else { return nil }
            return try repository.blob(entry.id)
        }
    }

    /// The content; a large file's comes from the store. Throws a sentence when that is not here.
    func content(_ path: String) throws -> [UInt8]? {
        guard let bytes = try read(RepoPath(path)) else { return nil }
        let pointer = Pointer.parse(bytes)?.pointer
        guard pointer?.size ?? Int64(bytes.count) <= Self.sizeLimit else {
            throw Diagnostic.error("'\(path)' is too large to be shown")
        }
        guard let pointer else { return bytes }
        guard let place = largeFiles.store.locate(pointer.object) else {
            throw Diagnostic.error("the content of '\(path)' is not here (git mlops fetch gets it)")
        }
        return try Files.read(place)
    }

    /// The files below a folder, sorted; nil when `path` is none.
    func files(below path: String) throws -> [String]? {
        guard let tree = commit?.tree else { return worktreeFiles(below: path) }
        guard let entry = try repository.entry(at: RepoPath(path), inTree: tree), entry.isTree else { return nil }
        var found: [String] = []
        try collect(entry.id, path, into: &found)
        return found.sorted()
    }

    private func collect(_ tree: ObjectID, _ folder: String, into found: inout [String]) throws {
        for entry in try repository.tree(tree) where found.count < Self.folderLimit {
            let path = "\(folder)/\(entry.name.asText)"
            if entry.isTree {
                try collect(entry.id, path, into: &found)
            } else if entry.mode != 0o160000 {
                found.append(path)
            }
        }
    }

    private func worktreeFiles(below path: String) -> [String]? {
        guard let top = repository.workTree, !RelativePath.isExternal(path), !RelativePath.entersGitFolder(path),
            let resolved = Files.resolve(Paths.join(top, path)), Paths.relative(resolved, to: top) != nil,
            Files.info(resolved)?.kind == .directory
        else { return nil }
        var found: [String] = []
        var folders = [path]
        while let folder = folders.popLast(), found.count < Self.folderLimit {
            for name in (try? Files.list(Paths.join(top, folder))) ?? [] {
                let path = "\(folder)/\(name)"
                switch Files.info(Paths.join(top, path))?.kind {
                case .directory?: folders.append(path)
                case .file?: found.append(path)
                default: break
                }
            }
        }
        return found.sorted()
    }
}
