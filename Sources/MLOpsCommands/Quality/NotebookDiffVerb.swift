internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsNotebook
internal import MLOpsQuality
internal import MLOpsSystem
internal import MLOpsTerminal

struct NotebookDiffVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what changed in notebooks, cell by cell",
        usage: "git mlops notebook diff [--cached] [-U <n>] [--json] [<commit> [<commit>]] [<path>...]",
        discussion: """
            Outputs, execution counts and ids are left out. Without a commit: what is not staged. With -t: the text by \
            which 'git diff' compares one notebook.
            """)

    @Argument(help: "Commits, then paths") var words: [String] = []
    @Flag(help: "What is staged, against HEAD or a commit") var cached = false
    @Option(name: [.customShort("U"), .customLong("unified")], help: "Unchanged lines around changes") var context = 3
    @Flag(help: "Print one JSON document") var json = false
    @Flag(name: [.customShort("t"), .customLong("textconv")], help: "Print a notebook's cells, for git") var textconv =
        false

    init() {}

    func validate() throws {
        if !(0...10_000).contains(context) { throw ValidationError("bad number of lines '\(context)'") }
        if textconv, words.count != 1 { throw ValidationError("--textconv takes one file") }
    }

    func run(in session: Session) throws -> Int32 {
        if textconv { return try printText(session) }
        let repository = try session.repository(fetching: false)
        let revisions = Array(words.prefix { isRevision($0, repository) }.prefix(2))
        let paths = try words.dropFirst(revisions.count).map { try NotebookPaths.inRepository($0, repository, session) }
        let changes = try NotebookChange.list(repository, revisions: revisions, cached: cached, paths: paths)
        let diffs = changes.map { ($0.path, diff: NotebookDiff(from: $0.before, to: $0.after, context: context)) }
        if json {
            session.out.json(NotebookDiffView.json(diffs))
            return 0
        }
        return try session.paged {
            for (path, diff) in diffs { NotebookDiffView.show(path, diff, session) }
            return 0
        }
    }

    /// A broken notebook, such as one in a merge conflict, is shown as it is: git gives up on the whole diff when
    /// this fails.
    private func printText(_ session: Session) throws -> Int32 {
        let bytes = try Files.read(Paths.absolute(words[0], in: session.context.workingDirectory))
        let config = try? Repository.open(session.context).config
        session.out.write(NotebookText.of(bytes, options: NotebookSettings.options(config)) ?? bytes)
        return 0
    }

    private func isRevision(_ word: String, _ repository: Repository) -> Bool {
        if Files.exists(Paths.absolute(word, in: repository.context.workingDirectory)) { return false }
        return word.contains("..") || repository.resolveIfPresent(word) != nil
    }
}
