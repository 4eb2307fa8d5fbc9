internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTransfer

/// Which files `.gitattributes` of a commit says are pointers, asked of git itself by an index of our own.
struct TrackedPaths {
    private let files: LargeFiles

    init(_ files: LargeFiles) {
        self.files = files
    }

    /// Of all files in the commit's tree.
    func paths(in commit: ObjectID) throws -> Set<RepoPath> {
        let repository = files.repository
        let index = "\(repository.gitDirectory)/\(files.store.makeTemporaryName())"
        let environment = ["GIT_INDEX_FILE": index]
        defer { try? Files.remove(index) }
        try repository.gitChecked(["read-tree", commit.hex], environment: environment)
        let paths = try repository.gitChecked(["ls-files", "-z"], environment: environment).output
        let fields = try repository.gitChecked(
            ["check-attr", "-z", "--cached", "--stdin", "filter"], input: paths, environment: environment
        ).output.split(separator: 0, omittingEmptySubsequences: false)
        let names = try files.filterNames().union(["lfs"])
        var tracked: Set<RepoPath> = []
        for start in stride(from: 0, to: fields.count - 2, by: 3)
        where names.contains(String(decoding: fields[start + 2], as: UTF8.self)) {
            tracked.insert(RepoPath(bytes: Array(fields[start])))
        }
        return tracked
    }
}
