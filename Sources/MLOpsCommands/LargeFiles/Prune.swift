internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct Prune: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old versions of large files that a remote has from this clone",
        discussion:
            "Keeps what branches, tags, reflogs, the stash, worktrees and indexes point at, and what no remote has.")

    @Flag(name: [.customShort("n"), .long], help: "Show what would be removed")
    var dryRun = false

    @Flag(
        inversion: .prefixedNo,
        help: "Ask the remote what it has; otherwise commits of its tracking refs count as proof")
    var verifyRemote = true

    @Argument(help: "A remote; without one, the one that git would fetch from")
    var remote: String?

    init() {}

    func run(in session: Session) throws -> Int32 {
        let report = try LargeFiles(session.repository()).prune(
            dryRun: dryRun, asksRemote: verifyRemote, remote: remote)
        if dryRun {
            for object in report.removed { session.out.line("prune \(object.id.hex) (\(ByteCount.text(object.size)))") }
        }
        if !report.unproven.isEmpty {
            session.reporter.note("kept \(objects(report.unproven.count)) that no remote is known to have")
        }
        let verb = dryRun ? "would remove" : "removed"
        session.reporter.note(
            "\(verb) \(objects(report.removed.count)), \(ByteCount.text(report.bytes)); \(report.kept) in use")
        return 0
    }

    private func objects(_ count: Int) -> String { count == 1 ? "1 object" : "\(count) objects" }
}
