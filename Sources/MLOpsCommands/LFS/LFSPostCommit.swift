internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsSystem
internal import MLOpsTransfer

struct LFSPostCommit: LFSCommand {
    static let verb = LFSVerb(
        "post-commit", "Git post-commit hook implementation.", synopsis: ["git lfs post-commit"])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let files = try session.files()
        guard files.repository.resolveIfPresent("HEAD") != nil else { return 0 }
        let listing = try files.repository.gitChecked([
            "diff-tree", "--root", "-r", "-z", "--name-only", "--no-commit-id", "--diff-filter=d", "HEAD",
        ])
        try LockableFiles(files).apply(to: listing.output.split(separator: 0).map { RepoPath(bytes: Array($0)) })
        return 0
    }
}
