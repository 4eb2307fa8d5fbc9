package import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Brings a pipeline up to date: runs, in order, the stages whose outputs did not come from their present inputs.
///
/// What counts is the record found by the key of a stage's inputs. An output that is there without such a record, or
/// that differs from it, was not computed by this command on these inputs and is never accepted, however it got
/// there.
package struct Reproducer {
    /// The pipeline of the working folder; its stages go by their names alone.
    package let pipeline: Pipeline
    /// The stages of all pipelines of the repository.
    package let graph: StageGraph
    let pipelines: [Pipeline]
    /// The repository's `.dvc` files, where dvc works in it.
    package var sources: [String] = []
    let root: String
    let store: any StageStateStore
    let services: ReproServices
    let context: InvocationContext
    /// Holds the cache of file hashes and the lock; nil for neither.
    let stateFolder: String?

    /// `root` is the top of the worktree, `stateFolder` one in its git folder for a cache and a lock. `others` are
    /// the repository's pipelines besides `pipeline`.
    package init(
        pipeline: Pipeline, others: [Pipeline] = [], root: String, store: any StageStateStore, stateFolder: String?,
        services: ReproServices = ReproServices(), context: InvocationContext
    ) throws(Diagnostic) {
        self.pipeline = pipeline
        self.root = root
        self.store = store
        self.stateFolder = stateFolder
        self.services = services
        self.context = context
        pipelines = [pipeline] + others
        graph = try StageGraph(stages: pipelines.flatMap(\.stages))
    }

    /// What ``execute(_:environment:)`` would do. Changes nothing in the worktree.
    package func plan(_ options: ReproOptions) throws -> ReproPlan {
        var judge = try makeJudge(options)
        defer { judge.inspector.hasher.cache.save() }
        var stale: Set<Int> = []
        var items: [ReproPlan.Item] = []
        for index in try selection(options) {
            let stage = graph.stages[index]
            let needs = graph.upstream[index].first(where: stale.contains)
            let state = try state(of: stage, needing: needs.map { graph.stages[$0] }, options, &judge)
            switch state {
            case .runs, .mayRun, .stuck: stale.insert(index)
            case .restores where judge.inspector.assumed[stage.outs[0].path] == nil: stale.insert(index)
            default: break
            }
            items.append(.init(stage: stage, state: state))
        }
        return ReproPlan(items: items)
    }

    private func state(
        of stage: Stage, needing upstream: Stage?, _ options: ReproOptions, _ judge: inout StageJudge
    ) throws -> ReproPlan.State {
        if stage.isFrozen {
            return judge.inspector.missingOfFrozen(stage, options).map(ReproPlan.State.stuck) ?? .frozen
        }
        if upstream == nil, try !judge.inspector.allows(stage) { return .skipped }
        if options.isForced { return .runs("it is forced") }
        if let clause = stage.alwaysRunsBecause { return .runs(clause) }
        if let upstream {
            let clause = "'\(title(upstream))' runs before it"
            return options.forcesDownstream ? .runs(clause) : .mayRun(clause)
        }
        if let path = stage.inputs.first(where: judge.inspector.isUncertain) {
            return .mayRun("'\(path)' is restored before it")
        }
        let inputs: StageInputs
        do {
            inputs = try judge.inspector.inputs(of: stage)
        } catch let error as Diagnostic {
            return .stuck(error.message)
        }
        switch try judge.verdict(on: stage, inputs) {
        case .upToDate: return .upToDate
        case .runs(let clause): return .runs(clause)
        case .known(_, let clause, let dvc) where !dvc.isEmpty: return .restores(clause)
        case .known(let record, let clause, _):
            if !options.allowsMissing || !judge.isOnlyMissing(record) {
                guard judge.canRestore(record, stage) else { return .runs(clause) }
                for out in record.outs { judge.inspector.assumed[out.path] = out.fingerprint }
                return .restores(clause)
            }
            for out in record.outs { judge.inspector.assumed[out.path] = out.fingerprint }
            return .upToDate
        }
    }

    /// Whether a `dvc.lock` is kept up to date, which reproducing does even when no stage runs.
    package var keepsLock: Bool {
        get throws { try !LockKeeper(root: root, pipelines: pipelines).isEmpty }
    }

    /// What messages call the stage.
    package func title(_ stage: Stage) -> String { stage.address(from: pipeline.file.description) }

    func makeJudge(_ options: ReproOptions) throws -> StageJudge {
        let locks = try LockKeeper(root: root, pipelines: pipelines)
        let cache = stateFolder.map { Paths.join($0, "stat-cache") }
        var hasher = WorktreeHasher(root: root, cachePath: cache, now: context.now)
        hasher.withMD5 = !locks.isEmpty
        hasher.objects = services.objects
        return StageJudge(
            inspector: StageInspector(root: root, hasher: hasher, ask: services.ask), locks: locks, store: store,
            services: services,
            options: options, cache: services.objects.map { OutputCache(objects: $0, root: root) },
            dvcCache: locks.isEmpty
                ? nil
                : DVCCache(
                    root: root, others: options.pulls ? services.dvcCaches + services.dvcRemotes : services.dvcCaches))
    }
}

extension Stage {
    /// Why the stage runs whenever it is asked for; nil for most.
    var alwaysRunsBecause: String? {
        if isAlwaysChanged { return "it says always_changed" }
        return deps.isEmpty && params.isEmpty && outs.isEmpty ? "it has neither inputs nor outputs" : nil
    }

    /// Whether what the stage made once may be put back: not where it adds to what is there.
    var isRepeatable: Bool {
        alwaysRunsBecause == nil && !outs.isEmpty && !outs.contains(where: \.isPersistent)
    }
}
