internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsQuality
internal import MLOpsSystem
internal import MLOpsTerminal

struct NotebookSettleVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Show notebooks whose outputs alone changed as unchanged",
        usage: "git mlops notebook settle [--verbose] [--json] [<path>...]",
        discussion: """
            After a run, git shows a filtered notebook as modified although its diff is empty, and refuses to pull over \
            it. Nothing is staged and no file is written; outputs come back on checkout from a cache in this clone.
            """)

    @Argument(help: "Notebooks or folders (default: all)") var paths: [String] = []
    @Flag(name: .shortAndLong, help: "Name every notebook") var verbose = false
    @Flag(help: "Print one JSON document") var json = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository(fetching: false)
        let outcome = try NotebookSettle.settle(
            repository, paths: try paths.map { try NotebookPaths.inRepository($0, repository, session) })
        if json {
            session.out.json([
                "schema": 1, "settled": .array(outcome.settled.map { .string($0.description) }),
                "changed": .array(outcome.changed.map { .string($0.description) }),
            ])
        } else if verbose {
            for path in outcome.settled { session.out.line("settled \(path.quoted())") }
            for path in outcome.changed { session.out.line("changed \(path.quoted())") }
        } else if !outcome.settled.isEmpty {
            let count = outcome.settled.count
            session.out.line("Settled \(count == 1 ? "1 notebook" : "\(count) notebooks")")
        }
        return 0
    }
}
