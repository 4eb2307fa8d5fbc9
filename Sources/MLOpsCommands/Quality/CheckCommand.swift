internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsQuality
internal import MLOpsTerminal

struct CheckCommand: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Judge what is staged, or a range of commits, as the hooks do",
        discussion: """
            Notebooks must be stripped and tables must obey their schemas. Staged notebooks are stripped in the index; \
            working files are never touched. Exit code 1: something is wrong.
            """)

    @Option(help: ArgumentHelp("Judge what changed since this commit", valueName: "commit")) var from: String?
    @Option(help: ArgumentHelp("Judge the files of this commit (default: HEAD)", valueName: "commit")) var to: String?
    @Flag(help: "Print one JSON document") var json = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let report = try CheckSettings.check(repository).run(repository, scope(repository))
        if json {
            session.out.json(CheckView.json(report))
        } else {
            CheckView.show(report, session)
        }
        return report.isClean ? 0 : 1
    }

    private func scope(_ repository: Repository) throws -> CheckScope {
        guard from != nil || to != nil else { return .index }
        let head = try repository.resolve(to ?? "HEAD")
        guard let from else {
            // One commit alone: what it changed against its first parent.
            let base = try repository.commit(head).parents.first
            return .commits(base: try base ?? CheckSettings.emptyTree(repository), head: head)
        }
        return .commits(base: try repository.resolve(from), head: head)
    }
}
