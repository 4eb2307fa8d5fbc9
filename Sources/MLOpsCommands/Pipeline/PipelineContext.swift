internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTracking
internal import MLOpsTransfer

/// The pipelines of the worktree, for the commands that work on them.
struct PipelineContext {
    let repository: Repository
    /// The top of the worktree.
    let root: String
    /// The pipeline of the working folder or the nearest folder above it that has one.
    let pipeline: Pipeline
    /// The other pipelines of the repository.
    let others: [Pipeline]
    /// The repository's `.dvc` files, where dvc works in it.
    private let sources: [String]

    /// `orElseAny`: where the working folder has no pipeline, those of the repository will do. `needsAll`: a
    /// pipeline that cannot be read is an error wherever it is, not a warning.
    init(_ session: Session, orElseAny: Bool = false, needsAll: Bool = false) throws {
        repository = try session.repository()
        guard let top = repository.workTree else {
            throw Diagnostic.fatal("this operation must be run in a work tree")
        }
        root = top
        let read = WorktreeFiles.reader(root: top)
        let (files, sources) = try Self.pipelineFiles(repository)
        self.sources = sources
        let folder = try Pipeline.nearestFolder(from: repository.prefix, read: read)
        if let folder, let pipeline = try Pipeline.load(folder: folder, read: read) {
            self.pipeline = pipeline
        } else if orElseAny, !files.isEmpty {
            pipeline = Pipeline(file: RepoPath(RelativePath.join(repository.prefix, Pipeline.fileNames[1])))
        } else {
            throw Diagnostic.fatal(
                "no mlops.yaml or dvc.yaml here or in a folder above",
                hint: "write one, or start from the skeleton: git mlops init")
        }
        let own = pipeline.file.description
        let found: [Pipeline] = try files.filter { $0 != own }.compactMap { file in
            do {
                return try read(RepoPath(file)).map { try Pipeline.parse($0, file: file, read: read) }
            } catch let error as DocumentError where !needsAll {
                session.reporter.warning("\(error.diagnostic.message); its stages are left out")
                return nil
            }
        }
        // As in DVC, what lies within an output belongs to that output.
        let outputs = Set(([pipeline] + found).flatMap(\.stages).flatMap(\.outs).map(\.path))
        others = found.filter { !RelativePath.parents(of: $0.file.description).contains(where: outputs.contains) }
    }

    /// The pipeline files of the worktree, of which `mlops.yaml` counts where both names stand in one folder, and, where
    /// dvc works in the repository, its `.dvc` files.
    private static func pipelineFiles(_ repository: Repository) throws -> (files: [String], sources: [String]) {
        let hasSources = Files.exists(Paths.join(repository.workTree ?? "", ".dvc/config"))
        let present = try PipelineFiles(repository: repository).inWorktree(
            Pipeline.fileNames + (hasSources ? [sourceName] : []))
        let files = present.filter { file in
            let better = RelativePath.join(RelativePath.parent(file), Pipeline.fileNames[0])
            return Pipeline.fileNames.contains(Paths.name(file)) && (file == better || !present.contains(better))
        }
        return (files, present.filter { $0.hasSuffix(".dvc") })
    }

    private static let sourceName = "?*.dvc"

    /// The repository's `.dvc` files, as stages that never run.
    func dataSources() throws -> [Stage] {
        let read = WorktreeFiles.reader(root: root)
        return try PipelineFiles(repository: repository).inWorktree([Self.sourceName]).compactMap { path in
            try read(RepoPath(path)).flatMap { DataSource.stage($0, path: path) }
        }
    }

    /// Runs the stages, with records under the common git folder, which all worktrees of a clone share, and in the log.
    /// `recorded` hears of each record that a run leaves.
    func reproducer(
        _ session: Session, observer: (any ReproObserver)? = nil, details: JSONObject = JSONObject(),
        confirm: ((_ stage: Stage) -> Bool)? = nil, recorded: ((StageRecord) throws -> Void)? = nil
    ) throws -> Reproducer {
        var services = ReproServices()
        let files = try LargeFiles(repository)
        services.objects = files.store
        let repository = repository
        // Several stages may need what cannot be got: it is asked for, and complained about, once.
        var failed: Set<LargeObject> = []
        services.fetch = { objects in
            let wanted = objects.filter { !failed.contains($0) }
            if wanted.isEmpty { return }
            let report = try files.fetch(wanted, from: RemoteResolver(repository).remote())
            for failure in report.failures where failed.insert(failure.object).inserted {
                repository.context.reporter.warning("cannot get \(failure.object.id.hex): \(failure.reason)")
            }
        }
        if Files.exists(Paths.join(root, ".dvc/config")) {
            let places = DVCPlaces(root: root, environment: session.context.environment)
            (services.dvcCaches, services.dvcRemotes) = (places.caches, places.remotes)
        }
        services.trustsLock = { path, stage, entry in
            var history = LockHistory(repository, path: path, stage: stage)
            return try history.trusts(entry)
        }
        services.ask = { try OutsideWatch(repository).version(of: $0) }
        services.confirm = confirm
        services.observer = observer
        services.details = details
        services.recorded = recorded
        var reproducer = try Reproducer(
            pipeline: pipeline, others: others, root: root,
            store: LogStageStore(repository),
            stateFolder: Paths.join(repository.gitDirectory, "mlops"), services: services, context: session.context)
        reproducer.sources = sources
        return reproducer
    }

    /// Says so when there is no place that anything could be got from; what is here may still do.
    func warnWithoutRemote(_ reporter: any Reporter) {
        do {
            _ = try RemoteResolver(repository).remote()
        } catch {
            let diagnostic = Diagnostic(describing: error)
            reporter.warning("nothing can be got: \(diagnostic.message)")
            diagnostic.hints.forEach(reporter.hint)
        }
    }

    /// A path that was typed in the working folder, relative to the top when it names something there. No file before
    /// the colon, as in `:train`, is the pipeline of this folder.
    func resolve(_ target: String) -> String {
        if target.hasPrefix(":"), target.count > 1 { return String(target.dropFirst()) }
        if pipeline.stage(target) != nil { return target }
        let parts = target.split(separator: ":", maxSplits: 1).map(String.init)
        let path = RelativePath.join(repository.prefix, parts.first ?? "")
        guard Files.exists(Paths.join(root, path)) || path.hasSuffix(".yaml") else {
            return repository.prefix.isEmpty ? target : outputPath(path) ?? target
        }
        return parts.count == 2 ? "\(path):\(parts[1])" : path
    }

    private func outputPath(_ path: String) -> String? {
        ([pipeline] + others).contains { $0.stages.contains { $0.outs.contains { $0.path == path } } } ? path : nil
    }
}
