internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsReport
internal import MLOpsTracking

struct ReportNote: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Keep the page with its commit, as a note",
        usage: "git mlops report note [<commit> | <a> <b> | <a>..<b>]",
        discussion: """
            'git log --notes=mlops/report' shows it, and 'git mlops sync' shares it with the log of runs. Of a comparison \
            the newer commit keeps the page.
            """)

    @Argument(help: "The commit, or two commits, as 'A B' or 'A..B' (default: HEAD)")
    var revisions: [String] = []

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let page = try ReportLoader(repository: repository).load(revisions, isFixed: true)
        guard let commit = page.commit.flatMap({ ObjectID(hex: $0) }) else { throw Diagnostic.bug("no commit") }
        let isNew = try ReportNotes.write(page.markdown(), on: commit, in: repository)
        session.reporter.note(
            isNew ? "Kept the report of \(commit.hex.prefix(12)) under \(ReportNotes.reference)" : "Nothing changed")
        return 0
    }
}
