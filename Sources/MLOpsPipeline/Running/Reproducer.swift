package import MLOpsCore
internal import MLOpsSystem

/// Brings a pipeline up to date: runs, in order, the stages whose outputs did not come from their present inputs.
///
/// What counts is the record found by the key of a stage's inputs. An output that is there without such a record, or
/// that differs from it, was not computed by this command on these inputs and is never accepted, however it got
/// there.
package struct Reproducer {
    package let pipeline: Pipeline
    package let graph: StageGraph
    let root: String
    let store: any StageStateStore
    let context: InvocationContext
    /// Holds the cache of file hashes and the lock; nil for neither.
    let stateFolder: String?

    /// `root` is the top of the worktree, `stateFolder` one in its git folder for a cache and a lock.
    package init(
        pipeline: Pipeline, root: String, store: any StageStateStore, stateFolder: String?, context: InvocationContext
    ) throws(Diagnostic) {
        self.pipeline = pipeline
        self.root = root
        self.store = store
        self.stateFolder = stateFolder
        self.context = context
        graph = try StageGraph(pipeline)
    }

    /// What ``execute(_:environment:)`` would do. Changes nothing in the worktree.
    package func plan(_ options: ReproOptions) throws -> ReproPlan {
        var inspector = makeInspector()
        defer { inspector.hasher.cache.save() }
        var stale: Set<Int> = []
        var items: [ReproPlan.Item] = []
        for index in try selection(options) {
            let stage = graph.stages[index]
            let needs = graph.upstream[index].first(where: stale.contains)
            let state = try state(of: stage, needing: needs.map { graph.stages[$0].name }, options, &inspector)
            if case .runs = state { stale.insert(index) }
            if case .mayRun = state { stale.insert(index) }
            items.append(.init(stage: stage, state: state))
        }
        return ReproPlan(items: items)
    }

    private func state(
        of stage: Stage, needing upstream: String?, _ options: ReproOptions, _ inspector: inout StageInspector
    ) throws -> ReproPlan.State {
        if stage.isFrozen { return .frozen }
        if options.isForced { return .runs("it is forced") }
        if let clause = stage.alwaysRunsBecause { return .runs(clause) }
        if let upstream { return .mayRun("'\(upstream)' runs before it") }
        let inputs = try inspector.inputs(of: stage)
        return try judge(stage, inputs, &inspector).map { .runs($0) } ?? .upToDate
    }

    /// Nil when the stage is up to date, else the clause that says why it is not.
    func judge(_ stage: Stage, _ inputs: StageInputs, _ inspector: inout StageInspector) throws -> String? {
        if let record = try store.record(for: inputs.key) {
            return try inspector.deviation(from: record, of: stage)
        }
        guard let latest = try store.latest(stage: stage.name, pipeline: pipeline.file.description) else {
            return "it has not run yet"
        }
        return inputs.difference(to: latest.inputs) ?? "its record is gone"
    }

    func makeInspector() -> StageInspector {
        let cache = stateFolder.map { Paths.join($0, "stat-cache") }
        let hasher = WorktreeHasher(root: root, cachePath: cache, now: context.now)
        return StageInspector(pipeline: pipeline, root: root, hasher: hasher)
    }

    /// The stages that the options select, in the order in which they run.
    package func selection(_ options: ReproOptions) throws -> [Int] {
        guard !options.targets.isEmpty else { return graph.order }
        var targets: Set<Int> = []
        for target in options.targets { targets.formUnion(try stages(named: target)) }
        return options.isSingle ? graph.order.filter(targets.contains) : graph.closure(of: targets)
    }

    /// A stage, all stages of a group, the maker of an output, or everything for the pipeline file.
    private func stages(named target: String) throws -> [Int] {
        var name = target
        for file in [pipeline.file.description] where target == file || target.hasPrefix(file + ":") {
            if target == file { return graph.order }
            name = String(target.dropFirst(file.count + 1))
        }
        if let index = graph.stages.firstIndex(where: { $0.name == name }) { return [index] }
        let group = graph.stages.indices.filter { graph.stages[$0].group == name }
        if !group.isEmpty { return group }
        if let maker = graph.maker(of: RelativePath.normalize(target)) { return [maker] }
        throw Diagnostic.fatal(
            "'\(target)' is neither a stage nor an output of '\(pipeline.file)'", hint: "git mlops stage list")
    }
}

extension Stage {
    /// Why the stage runs whenever it is asked for; nil for most.
    var alwaysRunsBecause: String? {
        if isAlwaysChanged { return "it says always_changed" }
        return deps.isEmpty && params.isEmpty && outs.isEmpty ? "it has neither inputs nor outputs" : nil
    }
}
