internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct Add: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Stage files as 'git add' does, large ones faster",
        discussion: "The result is that of 'git add'. Large files are read on all processors and shared or copied once."
    )

    @Flag(name: [.customShort("A"), .long], help: "The whole worktree")
    var all = false

    @Flag(name: .shortAndLong, help: "Only files that git knows already")
    var update = false

    @Argument(help: "Files and folders")
    var pathspecs: [String] = []

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        if pathspecs.isEmpty, !all, !update {
            session.reporter.note("nothing specified, nothing added")
            session.reporter.hint("git mlops add .")
            return 0
        }
        let paths = pathspecs.isEmpty ? ["."] : pathspecs.map { RepositoryPathArgument.fromTop($0, repository) }
        let report = try LargeFiles(repository).add(paths, isUpdate: update)
        if report.added > 0 {
            let count = report.added == 1 ? "1 large file" : "\(report.added) large files"
            session.reporter.note("added \(count), \(ByteCount.text(report.bytes))")
        }
        return report.status
    }
}
