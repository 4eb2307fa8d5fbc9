internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsReport
internal import MLOpsSystem

/// Gathers what a page shows.
struct ReportLoader {
    let repository: Repository

    /// `names`: a commit, which is compared with its first parent, or two, as `A..B` or one by one; none is HEAD.
    /// `isFixed`: commits are called by their ids, which mean the same tomorrow.
    func load(_ names: [String], isFixed: Bool = false) throws -> ReportPage {
        let text = names.isEmpty ? "HEAD" : names.joined(separator: "..")
        if names.count > 1 || text.contains("..") {
            let range = try ComparisonRange(arguments: names, worktree: false)
            guard case .revision(let old) = range.old, case .revision(let new) = range.new else {
                throw Diagnostic.bug("'\(text)' names no commits")
            }
            if !isFixed { return try load(text, old: old, new: new) }
            let names = try (fixed(old), fixed(new))
            return try load("\(names.0)..\(names.1)", old: names.0, new: names.1)
        }
        if !isFixed, text == "HEAD", isBeforeFirstCommit {
            return try load("worktree, before the first commit", old: nil, .worktree)
        }
        let commit = try repository.commit(repository.resolve(text))
        let name = isFixed ? try fixed(text) : text
        guard let parent = commit.parents.first else { return try load(name, old: nil, new: name) }
        guard repository.resolveIfPresent("\(text)^") != nil else {
            var page = try load(name, old: nil, new: name)
            page.problems.append(
                "the commit before is not in this shallow clone, so all counts as new: git fetch --deepen=1 gets it")
            return page
        }
        return try load(name, old: isFixed ? try fixed(parent.hex) : "\(text)^", new: name)
    }

    private var isBeforeFirstCommit: Bool {
        repository.workTree != nil && repository.resolveIfPresent("HEAD") == nil && repository.reference("HEAD") == nil
    }

    private func fixed(_ revision: String) throws -> String {
        String(try repository.resolve(revision).hex.prefix(12))
    }

    private func load(_ title: String, old: String?, new: String) throws -> ReportPage {
        let commit = try repository.commit(repository.resolve(new))
        var page = try load(title, old: old, .revision(new))
        page.commit = commit.id.hex
        page.subject =
            commit.message.split(separator: "\n", omittingEmptySubsequences: true).first.map(String.init) ?? ""
        return page
    }

    private func load(_ title: String, old: String?, _ new: ComparisonRange.Name) throws -> ReportPage {
        var page = ReportPage(
            title: title, metrics: try comparison(.metrics, old, new), params: try comparison(.params, old, new))
        let files = try RevisionFiles(new, in: repository)
        let pipelines = try pipelines(files)
        page.data = try DataChanges(repository: repository).between(
            try old.map { try repository.resolve($0) }, files.commit?.id, pipelines: pipelines)
        let plots = try PlotLoader(repository: repository).load((old.map { [.revision($0)] } ?? []) + [new])
        page.figures = plots.figures
        page.images = plots.images
        // Of the older side nothing need be complete.
        page.problems = plots.problems.filter { !$0.hasPrefix("\(old ?? ""): ") }
        let store = FileStageStateStore(folder: Paths.join(repository.commonDirectory, "mlops/stages"))
        page.stages = pipelines.flatMap { (try? StageTimes(store: store, files: files).lines(of: $0)) ?? [] }
        return page
    }

    /// One that cannot be read is told of with the plots.
    private func pipelines(_ files: RevisionFiles) throws -> [Pipeline] {
        try PipelineFiles(repository: repository).folders(inTree: files.commit?.tree).compactMap { folder in
            (try? Pipeline.load(folder: folder, read: files.read)) ?? nil
        }
    }

    private func comparison(_ kind: Comparison.Kind, _ old: String?, _ new: ComparisonRange.Name) throws -> Comparison {
        let source: any ComparisonSource = try RecordedRuns(repository) ?? NoRuns()
        var loader = ComparisonLoader(repository: repository, source: source, kind: kind, targets: [])
        loader.isQuiet = true
        let side = try old.map { try loader.side(.revision($0)) } ?? ComparisonSide(label: "before", source: .none)
        return Comparison(kind: kind, old: side, new: try loader.side(new))
    }
}
