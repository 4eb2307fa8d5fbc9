internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTransfer

struct Checkout: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkout", abstract: "Put large files' contents in place of pointers in the worktree",
        discussion:
            "Uses what is in the local store; 'git mlops pull' gets the rest. Files that were changed are left alone.")

    @Argument(help: "Paths; without any, the whole worktree")
    var paths: [String] = []

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let report = try LargeFiles(repository).checkout(paths.map { RepositoryPathArgument.fromTop($0, repository) })
        report.tell(session)
        return report.missing.isEmpty ? 0 : 1
    }
}

extension CheckoutReport {
    func tell(_ session: Session) {
        for file in missing { session.reporter.error("the content of \(file.path.shown) is not in this clone") }
        if filled > 0 {
            session.reporter.note("checked out \(filled == 1 ? "1 file" : "\(filled) files")")
        }
    }
}
