internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct Untrack: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "untrack", abstract: "Stop keeping files that match a pattern as large files",
        discussion: "Takes the pattern out of .gitattributes in the working folder. Files keep their content.")

    @Argument(help: "A pattern that 'git mlops track' lists")
    var patterns: [String]

    init() {}

    func run(in session: Session) throws -> Int32 {
        let change = try LargeFiles(session.repository()).untrack(patterns)
        for pattern in change.changed { session.out.line("no longer tracking '\(pattern)'") }
        for pattern in change.unchanged { session.reporter.error("'\(pattern)' is not tracked in this folder") }
        if !change.changed.isEmpty { session.reporter.hint("git add .gitattributes && git add --renormalize .") }
        return change.unchanged.isEmpty ? 0 : 1
    }
}
