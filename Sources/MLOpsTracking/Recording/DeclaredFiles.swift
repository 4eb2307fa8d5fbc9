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

    /// Parameters that the work begins with; of `extra` files, which the pipeline need not know, all keys.
    func params(extra: [String]) throws -> FileValues {
        var values = report(try DeclaredValues.params(folders: folders, choice: .inputs, read: read, below: below))
        let unknown = extra.filter { values[$0] == nil }
        if !unknown.isEmpty { values.merge(report(try DeclaredValues.params(targets: unknown, read: read))) { $1 } }
        return values
    }

    /// Parameters that the work wrote itself, as dvclive does.
    func loggedParams() throws -> FileValues {
        report(try DeclaredValues.params(folders: folders, choice: .logged, read: read, below: below))
    }

    func metrics() throws -> FileValues {
        report(try DeclaredValues.metrics(folders: folders, read: read, below: below))
    }

    /// Paths of the declared metrics files, whether they exist or not; of folders, those of the files that are there.
    func metricsPaths() -> [String] {
        let declared = folders.flatMap { (try? Pipeline.load(folder: $0, read: read))?.metricsFiles ?? [] }
        return declared.flatMap { (try? below($0)) ?? [$0] }
    }

    private var below: RepositoryFolderReader { WorktreeFiles.folders(root: top) }

    private func read(_ path: RepoPath) throws -> [UInt8]? {
        try WorktreeFiles.reader(root: top)(path)
    }

    /// A file that cannot be read is warned about: it must not stop a run from being recorded.
    private func report(_ declared: DeclaredValues) -> FileValues {
        for problem in declared.problems { reporter.warning(problem.diagnostic.message) }
        return Dictionary(declared.files.map { ($0.path, JSONObject($0.values)) }) { first, _ in first }
    }
}
