internal import MLOpsCore
internal import MLOpsLFS

struct LFSPostCheckout: LFSCommand {
    static let verb = LFSVerb(
        "post-checkout", "Git post-checkout hook implementation.",
        synopsis: ["git lfs post-checkout <rev-before> <rev-after> <is-branch-checkout>"])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        guard arguments.words.count == 3 else { throw LFSHookUsage.exit("post-checkout") }
        try LockableFiles(session.files()).makeAllReadOnly()
        return 0
    }
}
