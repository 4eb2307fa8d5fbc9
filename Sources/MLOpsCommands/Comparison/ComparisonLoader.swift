internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsReport
internal import MLOpsTracking

/// Finds the values of a side by the rule "metrics of a commit": the run attached to it, else the declared files as
/// they stand in it, else none.
struct ComparisonLoader {
    let repository: Repository
    let source: any ComparisonSource
    let kind: Comparison.Kind
    /// Files to compare, relative to the top of the repository; when there are any, runs are left aside.
    let targets: [String]
    /// Which parameters; runs do not tell them apart.
    var choice = ParamsChoice.all
    /// Says nothing of what is missing: a page shows it.
    var isQuiet = false

    func side(_ name: ComparisonRange.Name) throws -> ComparisonSide {
        switch name {
        case .worktree: return try worktree()
        case .revision(let revision):
            if let commit = repository.resolveIfPresent(revision) { return try side(of: commit, label: revision) }
            if targets.isEmpty, let run = try source.run(named: revision, kind: kind) { return run }
            _ = try repository.resolve(revision)
            throw Diagnostic.bug("'\(revision)' is neither missing nor there")
        }
    }

    private func side(of commit: ObjectID, label: String) throws -> ComparisonSide {
        let run = targets.isEmpty && choice == .all ? try source.run(ofCommit: commit, label: label, kind: kind) : nil
        let tree = try repository.commit(commit).tree
        let contents = DVCContents(repository, tree: tree)
        let files = try declared(label: label, commit: (commit, tree), isQuiet: run != nil, contents)
        return run.map { Self.combine($0, files) } ?? files
    }

    /// The run's values; a declared file that the run did not write counts as it stands in the commit.
    private static func combine(_ run: ComparisonSide, _ files: ComparisonSide) -> ComparisonSide {
        var side = run
        let written = Set(run.files.map(\.path))
        side.files += files.files.filter { !written.contains($0.path) }
        side.directions = files.directions
        return side
    }

    private func worktree() throws -> ComparisonSide {
        guard let top = repository.workTree else {
            throw Diagnostic.fatal(
                "this operation must be run in a work tree", hint: "name two commits: git mlops diff-\(kind) A B")
        }
        return try declared(label: "worktree", commit: nil, DVCContents(worktree: top))
    }

    private func declared(
        label: String, commit: (id: ObjectID, tree: ObjectID)?, isQuiet: Bool = false, _ contents: DVCContents
    ) throws -> ComparisonSide {
        let read = contents.read
        let folders = try PipelineFiles(repository: repository).folders(inTree: commit?.tree)
        let values =
            kind == .metrics
            ? try DeclaredValues.metrics(folders: folders, targets: targets, read: read, below: contents.files)
            : try DeclaredValues.params(
                folders: folders, targets: targets, choice: choice, read: read, below: contents.files)
        let reporter = repository.context.reporter
        let isQuiet = isQuiet || self.isQuiet
        for problem in values.problems where !isQuiet {
            reporter.warning("\(label): \(problem.diagnostic.message)")
            problem.diagnostic.hints.forEach(reporter.hint)
        }
        if values.isEmpty, !isQuiet { reporter.note("no \(kind.rawValue) in '\(label)'") }
        return ComparisonSide(
            label: label, source: values.isEmpty ? .none : .files, commit: commit?.id.hex,
            files: values.files.map { .init(path: $0.path, values: $0.values) }, directions: values.directions)
    }
}
