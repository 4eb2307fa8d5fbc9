internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsQuality
internal import MLOpsSystem
internal import MLOpsTerminal

struct CheckCommand: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Judge what is staged, or a range of commits, as the hooks do",
        discussion: """
            Notebooks must be stripped and tables must obey their schemas. Staged notebooks are stripped in the index; \
            working files are never touched. With --from, what changed since the two parted. Exit code 1: something is \
            wrong.
            """)

    @Option(help: ArgumentHelp("Judge what changed since this commit", valueName: "commit")) var from: String?
    @Option(help: ArgumentHelp("Judge the files of this commit (default: HEAD)", valueName: "commit")) var to: String?
    @Flag(help: "Print one JSON document") var json = false
    @Flag(name: .shortAndLong, help: "Say what was checked when nothing is wrong, too") var verbose = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let report = try CheckSettings.check(repository).run(repository, scope(repository))
        if json {
            session.out.json(CheckView.json(report))
        } else {
            CheckView.show(report, session)
            if verbose { CheckView.showCounts(report, session) }
        }
        return report.isClean ? 0 : 1
    }

    private func scope(_ repository: Repository) throws -> CheckScope {
        guard from != nil || to != nil else { return .index }
        let head = try resolve(to ?? "HEAD", repository)
        guard let from else {
            // One commit alone: what it changed against its first parent.
            let base = try repository.commit(head).parents.first
            if let base, !repository.hasObject(base) { throw cut(base.hex, repository) }
            return .commits(base: base ?? Self.emptyTree, head: head)
        }
        // What a host says of a branch that is new: everything is.
        if !from.isEmpty, from.allSatisfy({ $0 == "0" }) { return .commits(base: Self.emptyTree, head: head) }
        let base = try resolve(from, repository)
        // Where the other branch has moved on, what it changed is not of this one's making.
        let common = try repository.git(["merge-base", base.hex, head.hex])
        return .commits(base: ObjectID(hex: common.text) ?? base, head: head)
    }

    /// git knows it without having it.
    private static let emptyTree = ObjectID(hex: "4b825dc642cb6eb9a060e54bf8d69288fbee4904")!

    private func resolve(_ revision: String, _ repository: Repository) throws -> ObjectID {
        if let id = repository.resolveIfPresent(revision) { return id }
        // What a push brings is in quarantine, where the git program finds it.
        let answer = try repository.git([
            "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}",
        ])
        if let id = ObjectID(hex: answer.text) { return id }
        throw cut(revision, repository)
    }

    private func cut(_ revision: String, _ repository: Repository) -> Diagnostic {
        let isShallow = (try? repository.shallowBoundary())?.isEmpty == false
        return Diagnostic(
            .fatal, "bad revision '\(revision)'",
            hints: isShallow ? ["this clone is shallow: git fetch --unshallow"] : [])
    }
}
