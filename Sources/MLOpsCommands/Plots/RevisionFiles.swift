internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTracking
internal import MLOpsTransfer

/// The files of a commit or of the worktree, large ones with their content.
struct RevisionFiles {
    /// Above this many bytes nothing is read for a plot.
    static let sizeLimit: Int64 = 64 << 20

    let label: String
    let commit: Commit?
    private let repository: Repository
    private let largeFiles: LargeFiles
    /// What git has, else what DVC keeps for it.
    private let contents: DVCContents

    init(_ name: ComparisonRange.Name, in repository: Repository) throws {
        self.repository = repository
        largeFiles = try LargeFiles(repository)
        switch name {
        case .worktree:
            label = "worktree"
            commit = nil
            contents = DVCContents(worktree: repository.workTree ?? "/")
        case .revision(let revision):
            label = revision
            let found = try repository.commit(repository.resolve(revision))
            commit = found
            contents = DVCContents(repository, tree: found.tree)
        }
    }

    /// As it stands in git: a pointer of a large file is a pointer. Nil when there is no such file.
    var read: RepositoryFileReader { contents.read }

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

    /// A path that was typed in the working folder, from the top.
    func path(_ typed: String) -> String { RelativePath.join(repository.prefix, typed) }

    /// The files below a folder, sorted; nil when `path` is none.
    func files(below path: String) throws -> [String]? { try contents.files(below: path) }
}
