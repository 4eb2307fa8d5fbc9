internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsPipeline
internal import MLOpsSystem

/// Values of the params and metrics files that the pipeline in the worktree declares.
struct DeclaredFiles {
    private let top: String
    private let reporter: any Reporter

    init(top: String, reporter: any Reporter) {
        self.top = top
        self.reporter = reporter
    }

    /// Parameters; of `extra` files, which the pipeline need not know, all keys.
    func params(extra: [String]) throws -> FileValues {
        let declared = try DeclaredValues.params(read: read)
        var values = report(declared)
        let unknown = extra.filter { values[$0] == nil }
        if !unknown.isEmpty { values.merge(report(try DeclaredValues.params(targets: unknown, read: read))) { $1 } }
        return values
    }

    func metrics() throws -> FileValues {
        report(try DeclaredValues.metrics(read: read))
    }

    /// Paths of the declared metrics files, whether they exist or not.
    func metricsPaths() -> [String] {
        (try? Pipeline.load(read: read))?.metricsFiles ?? []
    }

    private func read(_ path: RepoPath) throws -> [UInt8]? {
        try Files.readIfPresent(Paths.join(top, path.description))
    }

    /// A file that cannot be read is warned about: it must not stop a run from being recorded.
    private func report(_ declared: DeclaredValues) -> FileValues {
        for problem in declared.problems { reporter.warning(problem.diagnostic.message) }
        return Dictionary(declared.files.map { ($0.path, JSONObject($0.values)) }) { first, _ in first }
    }
}
