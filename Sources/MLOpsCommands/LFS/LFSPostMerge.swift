internal import MLOpsLFS

struct LFSPostMerge: LFSCommand {
    static let verb = LFSVerb(
        "post-merge", "Git post-merge hook implementation.", synopsis: ["git lfs post-merge <is-squash>"])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        guard arguments.words.count == 1 else { throw LFSHookUsage.exit("post-merge") }
        try LockableFiles(session.files()).makeAllReadOnly()
        return 0
    }
}
