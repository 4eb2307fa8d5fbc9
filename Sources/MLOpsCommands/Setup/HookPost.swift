internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsScaffold
internal import MLOpsSystem
internal import MLOpsTracking
internal import MLOpsTransfer

/// post-commit, post-rewrite, post-merge, post-checkout: the user's command is done and is not made to fail.
enum HookPost {
    static func run(_ event: HookEvent, in session: Session) -> Int32 {
        do {
            let repository = try session.repository(fetching: false)
            switch event {
            case .postCommit:
                try TrackingHooks.postCommit(repository)
                try LockableFiles(LargeFiles(repository)).applyToCommit("HEAD")
            case .postMerge:
                try TrackingHooks.postMerge(repository)
                try LockableFiles(LargeFiles(repository)).makeAllReadOnly()
            case .postRewrite:
                let input = try Descriptor(adopting: dup(0), name: "standard input").readAll()
                try TrackingHooks.postRewrite(repository, input: input)
            // Opening the repository has set up a fresh clone; the filter has filled in large files.
            case .postCheckout: try LockableFiles(LargeFiles(repository)).makeAllReadOnly()
            case .preCommit, .preMergeCommit, .prePush: break
            }
        } catch {
            session.reporter.note("mlops: \(event.rawValue): \(Diagnostic(describing: error).message)")
        }
        return 0
    }
}
