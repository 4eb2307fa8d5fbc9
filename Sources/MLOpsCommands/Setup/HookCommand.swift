internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold
internal import MLOpsTracking

/// What the hooks call. Plumbing: no colour, no questions, lines begin with "mlops: ".
struct Hook: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "hook", abstract: "Do what a git hook has to", shouldDisplay: false)

    @Argument(help: "The hook's name") var name: String
    @Argument(parsing: .captureForPassthrough, help: "What git gave the hook") var arguments: [String] = []

    init() {}

    func run(in session: Session) throws -> Int32 {
        guard let event = HookEvent(rawValue: name) else { throw Diagnostic.usage("unknown hook '\(name)'") }
        // git commands of our own sync run hooks too; these have nothing to do.
        if TrackingHooks.isInsideSync(session.context) { return 0 }
        do {
            return try run(event, in: session)
        } catch let error as GitError where error.code == .unsupportedRepository {
            // Nothing of ours can be in it, and git's own work goes on.
            session.reporter.note("mlops: \(event.rawValue): nothing was done: \(error.message)")
            return 0
        }
    }

    private func run(_ event: HookEvent, in session: Session) throws -> Int32 {
        switch event {
        case .preCommit, .preMergeCommit: try HookPreCommit.run(event, in: session)
        case .prePush: try HookPrePush.run(arguments, in: session)
        case .postCommit, .postMerge, .postRewrite, .postCheckout: HookPost.run(event, in: session)
        }
    }
}
