internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsPipeline
internal import MLOpsSystem

/// Values of the params and metrics files that the pipeline in the worktree declares.
struct DeclaredFiles {
    private let top: String
    private let folders: [String]
    private let reporter: any Reporter

    /// `folders` are those of the pipelines that declare files.
    init(top: String, folders: [String], reporter: any Reporter) {
        self.top = top
        self.folders = folders
        self.reporter = reporter
    }

    /// Parameters; of `extra` files, which the pipeline need not know, all keys.
    func params(extra: [String]) throws -> FileValues {
        var values = try all { try DeclaredValues.params(folder: $0, read: read) }
        let unknown = extra.filter { values[$0] == nil }
        if !unknown.isEmpty { values.merge(report(try DeclaredValues.params(targets: unknown, read: read))) { $1 } }
        return values
    }

    func metrics() throws -> FileValues {
        try all { try DeclaredValues.metrics(folder: $0, read: read, below: WorktreeFiles.folders(root: top)) }
    }

    private func all(_ read: (String) throws -> DeclaredValues) throws -> FileValues {
        try folders.reduce(into: [:]) { values, folder in values.merge(report(try read(folder))) { first, _ in first } }
    }

    /// Paths of the declared metrics files, whether they exist or not; of folders, those of the files that are there.
    func metricsPaths() -> [String] {
        let declared = folders.flatMap { (try? Pipeline.load(folder: $0, read: read))?.metricsFiles ?? [] }
        let below = WorktreeFiles.folders(root: top)
        return declared.flatMap { (try? below($0)) ?? [$0] }
    }

    private func read(_ path: RepoPath) throws -> [UInt8]? {
        try WorktreeFiles.reader(root: top)(path)
    }

    /// A file that cannot be read is warned about: it must not stop a run from being recorded.
    private func report(_ declared: DeclaredValues) -> FileValues {
        for problem in declared.problems { reporter.warning(problem.diagnostic.message) }
        return Dictionary(declared.files.map { ($0.path, JSONObject($0.values)) }) { first, _ in first }
    }
}
