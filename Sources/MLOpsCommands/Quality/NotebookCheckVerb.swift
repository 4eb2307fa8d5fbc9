internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsNotebook
internal import MLOpsQuality
internal import MLOpsSystem
internal import MLOpsTerminal

struct NotebookCheckVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what is wrong with notebooks, cell by cell",
        usage: "git mlops notebook check [--verbose | --json] [<file>...]",
        discussion: """
            What is not stripped, conflict markers, what looks like an access key, size, what nbformat does not allow, \
            cells that ran out of order. Files are judged as they lie; without files, all tracked notebooks as git has \
            them. Exit code 1: there is an error, not only warnings.
            """)

    @Argument(help: "Notebooks") var files: [String] = []
    @Flag(help: "Print one JSON document") var json = false
    @Flag(name: .shortAndLong, help: "Name notebooks in which nothing is wrong, too") var verbose = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = files.isEmpty ? try session.repository(fetching: false) : try? Repository.open(session.context)
        let review = NotebookSettings.review(try? repository?.config)
        let inspections =
            if files.isEmpty, let repository {
                try NotebookInspection.tracked(repository, review: review)
            } else {
                try files.compactMap { file in
                    let place = Paths.absolute(file, in: session.context.workingDirectory)
                    return try NotebookInspection(RepoPath(file), fileAt: place, review: review)
                }
            }
        if json { session.out.json(report(inspections)) } else { show(inspections, session) }
        return inspections.allSatisfy(\.isClean) ? 0 : 1
    }

    private func show(_ inspections: [NotebookInspection], _ session: Session) {
        for inspection in inspections {
            let name = inspection.path.quoted(quoteHighBytes: false)
            if verbose, inspection.failure == nil, inspection.findings.isEmpty {
                session.reporter.note("mlops: \(name): nothing to say")
            }
            if let failure = inspection.failure { session.reporter.error("\(name): \(failure)") }
            for finding in inspection.findings {
                switch finding.severity {
                case .error: session.reporter.error("\(name): \(finding)")
                case .warning: session.reporter.warning("\(name): \(finding)")
                }
            }
        }
        if inspections.contains(where: { $0.findings.contains { $0.rule == .stripped } }) {
            session.reporter.hint("git mlops notebook strip <file> removes what is not stripped")
        }
    }

    private func report(_ inspections: [NotebookInspection]) -> JSONValue {
        let notebooks = inspections.map { inspection -> JSONValue in
            [
                "file": .string(inspection.path.description), "ok": .bool(inspection.isClean),
                "error": inspection.failure.map { .string($0) } ?? .null,
                "findings": .array(inspection.findings.map(entry)),
            ]
        }
        return ["schema": 1, "ok": .bool(inspections.allSatisfy(\.isClean)), "notebooks": .array(notebooks)]
    }

    private func entry(_ finding: NotebookFinding) -> JSONValue {
        [
            "rule": .string(finding.rule.rawValue), "severity": .string(finding.severity.rawValue),
            "cell": finding.cell.map { .integer(Int64($0)) } ?? .null, "message": .string(finding.message),
        ]
    }
}
