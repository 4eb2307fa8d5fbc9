internal import MLOpsLFS

struct LFSPostCommit: LFSCommand {
    static let verb = LFSVerb(
        "post-commit", "Git post-commit hook implementation.", synopsis: ["git lfs post-commit"])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        try LockableFiles(session.files()).applyToCommit("HEAD")
        return 0
    }
}
