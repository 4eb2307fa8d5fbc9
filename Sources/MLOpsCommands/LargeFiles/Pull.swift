internal import ArgumentParser
internal import MLOpsTransfer

struct Pull: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Get large files' contents and put them into the worktree")

    @OptionGroup var progress: ProgressOptions

    @Argument(help: "A remote; without one, the one that git would fetch from")
    var remote: String?

    init() {}

    func run(in session: Session) throws -> Int32 {
        let session = progress.applied(to: session)
        let files = try LargeFiles(session.repository())
        let report = try files.fetchIndex(from: remote)
        let status = report.tell(session, verb: "fetched")
        let checkout = try files.checkout()
        checkout.tell(session)
        return max(status, checkout.missing.isEmpty ? 0 : 1)
    }
}
