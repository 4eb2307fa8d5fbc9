internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct Track: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "track", abstract: "Keep files that match a pattern as large files",
        discussion:
            "Adds the pattern to .gitattributes in the working folder. Without a pattern, lists those there are.")

    @Argument(help: "A pattern as in .gitattributes; quote it, so that the shell leaves it alone")
    var patterns: [String] = []

    @OptionGroup var output: OutputOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        let files = try LargeFiles(session.repository())
        if patterns.isEmpty { return try list(files, session.out) }
        let change = try files.track(patterns)
        for pattern in change.unchanged { session.out.line("'\(pattern)' is tracked already") }
        for pattern in change.changed { session.out.line("tracking '\(pattern)'") }
        if !change.filesInGit.isEmpty { warn(change.filesInGit, session) }
        if !change.changed.isEmpty { session.reporter.hint("git add .gitattributes") }
        return 0
    }

    private func list(_ files: LargeFiles, _ out: Output) throws -> Int32 {
        let patterns = try files.trackedPatterns()
        if output.json {
            out.json(
                .object([
                    "schema": .integer(1),
                    "patterns": .array(
                        patterns.map { .object(["pattern": .string($0.pattern), "source": .string($0.source)]) }),
                ]))
        } else {
            for pattern in patterns { out.line("\(pattern.pattern) (\(pattern.source))") }
        }
        return 0
    }

    private func warn(_ paths: [RepoPath], _ session: Session) {
        let more = paths.count > 1 ? " and \(paths.count - 1) more" : ""
        session.reporter.warning("\(paths[0].shown)\(more) will stay in git itself until added again")
        session.reporter.hint("git add --renormalize \(paths.count == 1 ? paths[0].quoted() : ".")")
    }
}
