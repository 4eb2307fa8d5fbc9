internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct Fix: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix", abstract: "Mend large files that are in git as contents, and pointers that nobody keeps",
        discussion: "Stages what it mends: look at it with 'git status', then commit.")

    init() {}

    func run(in session: Session) throws -> Int32 {
        let report = try LargeFiles(session.repository()).fix()
        for path in report.converted { session.out.line("converted \(path.quoted())") }
        for path in report.tracked { session.out.line("tracked \(path.quoted())") }
        for path in report.changed { session.reporter.warning("\(path.shown) was changed and is left alone") }
        if !report.changed.isEmpty { session.reporter.hint("git add, then git mlops fix") }
        if report.isEmpty { session.reporter.note("nothing to fix") }
        return report.changed.isEmpty ? 0 : 1
    }
}
