internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsLog
internal import MLOpsRegistry
package import MLOpsTracking

/// Finds what made something, or what was made from it, step by step through the index: what is asked for is read, and
/// nothing else of the log.
package final class LineageTracer {
    /// What is to be looked at next.
    enum Step {
        case data(LineageData, reader: Reader)
        case stage(StageFacts)
        case run(String)
        case commit(ObjectID)
        case version(ModelRecord, ModelVersion)
    }

    /// Who read some data, which says when it was there and in which trees to look.
    struct Reader {
        var run: String?
        /// The run did not read the data but is said to have left it: its snapshot at the end has it.
        var isResult = false
        var before: Int64?
        /// The op of the stage that read it, which has not made it.
        var stage: String?
    }

    /// More nodes than this nobody reads.
    static let limit = 5000

    let store: RunStore
    var graph: LineageGraph
    var steps: [Step] = []
    private var runs: [String: RunFacts?] = [:]
    lazy var sources = SourceFinder(repository)
    private var models: [String: ModelRecord?] = [:]

    var repository: Repository { store.repository }
    var index: RunIndex { store.index }

    package init(_ store: RunStore, direction: LineageGraph.Direction) {
        self.store = store
        graph = LineageGraph(direction)
    }

    /// The whole lineage of `target`.
    package func trace(_ target: LineageTarget) throws -> LineageGraph {
        try begin(target)
        if let root = graph.roots.first {
            if let sentence = store.log.holes.sentence { graph.add(LineageGap(root, .hole, sentence)) }
            if try store.log.heads().isEmpty {
                graph.add(LineageGap(root, .hole, "this clone has no log of runs: 'git mlops sync' fetches it"))
            }
        }
        var next = 0
        while next < steps.count {
            if graph.nodes.count > Self.limit {
                graph.add(
                    LineageGap(graph.roots[0], .cut, "there are more than \(Self.limit) things: the rest is left out"))
                break
            }
            let step = steps[next]
            next += 1
            try graph.direction == .up ? up(step) : down(step)
        }
        return graph
    }

    private func begin(_ target: LineageTarget) throws {
        switch target {
        case .run(let record):
            graph.add(root: addRun(record.id))
            steps.append(.run(record.id))
        case .commit(let commit):
            graph.add(root: try addCommit(commit))
            steps.append(.commit(commit))
        case .version(let model, let version):
            graph.add(root: addVersion(model, version))
            steps.append(.version(model, version))
        case .data(let data):
            graph.add(root: add(data))
            steps.append(.data(data, reader: Reader()))
        }
    }

    func facts(_ run: String) -> RunFacts? {
        if let known = runs[run] { return known }
        let facts = try? RunFacts(run, in: store)
        runs[run] = .some(facts)
        return facts
    }

    /// Models with deleted ones: what a version was made from stays true.
    func model(_ id: String) throws -> ModelRecord? {
        if let known = models[id] { return known }
        let ops = try store.log.registryOps(ofModel: id)
        let model = ModelFold.fold(ops).first { $0.id == id || $0.identities.contains(id) }
        models[id] = .some(model)
        return model
    }

    // The nodes' ids.

    @discardableResult
    func add(_ data: LineageData) -> String {
        graph.add(LineageNode(data.id, .data, data.path, data.facts))
        return data.id
    }

    @discardableResult
    func addRun(_ id: String) -> String {
        let node = "run:\(id)"
        if graph.node(node) != nil { return node }
        guard let facts = facts(id) else {
            graph.add(LineageNode(node, .run, RunName.short(id), ["run": .string(id)]))
            graph.add(LineageGap(node, .absent, "the log here has no record of this run"))
            return node
        }
        graph.add(LineageNode(node, .run, RunName.short(id), facts.facts))
        if facts.isDeleted { graph.add(LineageGap(node, .deleted, "this run was deleted")) }
        addCode(of: facts, node)
        return node
    }

    func addStage(_ stage: StageFacts) -> String {
        if graph.add(stage.node) {
            graph.add(LineageEdge(stage.nodeID, .part, addRun(stage.row.run)))
        }
        return stage.nodeID
    }

    func addCommit(_ commit: ObjectID) throws -> String {
        let node = "commit:\(commit.hex)"
        if graph.node(node) != nil { return node }
        var facts: JSONObject = ["commit": .string(commit.hex)]
        if repository.hasObject(commit) {
            let found = try repository.commit(commit)
            facts["tree"] = .string(found.tree.hex)
            facts["subject"] = .string(String(found.message.prefix { $0 != "\n" }))
            facts["committed"] = .integer(found.committedSeconds * 1000)
        }
        graph.add(LineageNode(node, .commit, String(commit.hex.prefix(12)), facts))
        return node
    }

    @discardableResult
    func addVersion(_ model: ModelRecord, _ version: ModelVersion) -> String {
        let node = "version:\(version.id)"
        var facts: JSONObject = [
            "model": .string(model.name), "version": .string(version.name), "author": .string(version.author),
            "created": .integer(version.created), "source": .string(version.source),
            "stages": .array(model.stages(of: version.id).map(JSONValue.string)),
            "aliases": .array(model.aliases(of: version.id).map(JSONValue.string)),
            "run": .optional(version.run), "commit": .optional(version.commit), "tree": .optional(version.tree),
        ]
        let isDeleted = version.isDeleted || model.isDeleted
        if isDeleted { facts["deleted"] = true }
        graph.add(LineageNode(node, .version, "\(model.name)@\(version.name)", facts))
        if isDeleted { graph.add(LineageGap(node, .deleted, "this version was deleted from the registry")) }
        return node
    }
}
