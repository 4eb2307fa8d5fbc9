internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsNotebook
internal import MLOpsQuality
internal import MLOpsSystem

/// What git runs for `merge=mlops-notebook`. Plumbing.
struct NotebookMergeDriver: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge-driver", abstract: "Merge notebooks cell by cell", shouldDisplay: false)

    @Argument(help: "What git calls %O") var base: String
    @Argument(help: "What git calls %A") var ours: String
    @Argument(help: "What git calls %B") var theirs: String
    @Argument(help: "What git calls %L") var markerSize: String
    @Argument(help: "What git calls %P") var path: String
    @Argument(help: "What git calls %X") var ourLabel: String?
    @Argument(help: "What git calls %Y") var theirLabel: String?

    init() {}

    /// In the middle of a merge: nothing else may be done on the way.
    func run(in session: Session) throws -> Int32 {
        let folder = session.context.workingDirectory
        var files = NotebookMergeFiles(
            base: Paths.absolute(base, in: folder), ours: Paths.absolute(ours, in: folder),
            theirs: Paths.absolute(theirs, in: folder))
        files.merge.markerSize = Int(markerSize).map { min(max($0, 7), 100) } ?? 7
        files.merge.ours = label(ourLabel) ?? "ours"
        files.merge.theirs = label(theirLabel) ?? "theirs"
        switch try files.run(Repository.open(session.context)) {
        case .text(let isClean): return isClean ? 0 : 1
        case .cells(let result):
            tell(result, session)
            return result.conflicts.isEmpty ? 0 : 1
        }
    }

    /// git before 2.44 does not know these, and hands on the letters.
    private func label(_ text: String?) -> String? {
        text.flatMap { $0.isEmpty || $0.hasPrefix("%") ? nil : DisplayText.oneLine($0) }
    }

    private func tell(_ result: NotebookMerge.Result, _ session: Session) {
        let name = RepoPath(path).quoted(quoteHighBytes: false)
        for note in result.notes { session.reporter.note("mlops: \(name): \(note)") }
        guard !result.conflicts.isEmpty else { return }
        let cells = result.conflicts.map(String.init).joined(separator: ", ")
        session.reporter.note(
            "mlops: \(name): conflict in cell \(cells); both sides stand between markers in its source, and the notebook opens"
        )
    }
}
