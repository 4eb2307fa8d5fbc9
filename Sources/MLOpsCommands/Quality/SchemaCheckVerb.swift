internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsQuality
internal import MLOpsSystem
internal import MLOpsTerminal

struct SchemaCheckVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Judge tables of the worktree by their schemas",
        discussion: """
            A file's schema is its git attribute mlops-schema, its data package's or FILE.schema.yaml beside it; \
            files without one are passed over. Without files: all \
            that have one. Exit code 1: a rule is broken.
            """)

    @Argument(help: "Tables") var files: [String] = []
    @Option(help: ArgumentHelp("Judge all of them by this schema", valueName: "file")) var schema: String?
    @Flag(help: "Print one JSON document") var json = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let tables = SchemaFiles(repository)
        let paths = try files.isEmpty ? tables.all() : files.map { try path($0, repository, session) }
        let named = schema.map { name in
            let absolute = Paths.absolute(name, in: session.context.workingDirectory)
            return repository.workTree.flatMap { Paths.relative(absolute, to: $0) } ?? absolute
        }
        let outcomes = try tables.check(paths, schema: named)
        var reports: [ValidationReport] = []
        for case (_, .judged(let report)) in outcomes { reports.append(report) }
        if json {
            session.out.json(["schema": 1, "files": .array(reports.map(\.json))])
        } else {
            for report in reports { show(report, session) }
        }
        return reports.allSatisfy(\.isValid) ? 0 : 1
    }

    private func path(_ file: String, _ repository: Repository, _ session: Session) throws -> RepoPath {
        let absolute = Paths.absolute(file, in: session.context.workingDirectory)
        guard let top = repository.workTree, let path = Paths.relative(absolute, to: top) else {
            throw Diagnostic.fatal("'\(file)' is outside of the repository")
        }
        return RepoPath(path)
    }

    private func show(_ report: ValidationReport, _ session: Session) {
        for finding in report.findings {
            switch finding.severity {
            case .error: session.reporter.error(finding.description)
            case .warning: session.reporter.warning(finding.description)
            }
            if let hint = finding.hint { session.reporter.hint(hint) }
        }
        if report.omitted > 0 { session.reporter.error("and \(report.omitted) more findings") }
        for warning in report.warnings { session.reporter.warning(warning) }
    }
}
