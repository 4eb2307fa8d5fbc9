internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsLog
package import MLOpsStore
internal import MLOpsSystem

/// Writes runs of others to the log. What is there already is left as it is, and what is missing is added, so that doing
/// it twice changes nothing.
package struct RunImporter {
    package struct Outcome: Sendable {
        package var added = 0
        package var completed = 0
        package var unchanged = 0
        package var experiments = 0
        package var loggedModels = 0
    }

    let store: RunStore
    private let objects: ObjectStore

    package init(_ store: RunStore, objects: ObjectStore) {
        self.store = store
        self.objects = objects
    }

    package func run(_ imported: ImportedRuns) throws -> Outcome {
        var outcome = Outcome()
        let experiments = try experiments(imported, &outcome)
        var drafts: [OpDraft] = []
        var snapshots: Set<ObjectID> = []
        var weight = 0
        func flush() throws {
            if !drafts.isEmpty { try store.log.append(drafts, snapshots: snapshots.sorted()) }
            (drafts, snapshots, weight) = ([], [], 0)
        }
        for run in imported.runs {
            let record = try store.record(run.id)
            let new = try record.map { try missing(of: run, in: $0) } ?? all(of: run, experiments)
            switch (record, new.isEmpty) {
            case (nil, _): outcome.added += 1
            case (_, true): outcome.unchanged += 1
            case (_, false): outcome.completed += 1
            }
            drafts += new
            if record == nil { snapshots.formUnion(trees(of: run)) }
            weight += new.count + new.reduce(0) { $0 + $1.series.count / 50 }
            if weight > 1000 { try flush() }
        }
        let tied = Set(imported.runs.flatMap { $0.outputs.map(\.model) })
        for model in imported.loggedModels {
            let new = try self.drafts(of: model, experiments, tied: tied)
            if !new.isEmpty { outcome.loggedModels += 1 }
            drafts += new
            weight += new.count
            if weight > 1000 { try flush() }
        }
        try flush()
        return outcome
    }

    /// The code of the run, as far as it is in this repository.
    private func trees(of run: ImportedRun) -> [ObjectID] {
        [run.startTree, run.endTree].compactMap { $0.flatMap { ObjectID(hex: $0) } }.filter {
            (try? store.repository.tree($0)) != nil
        }
    }

    /// Ids by name, of experiments that are there or were made now.
    private func experiments(_ imported: ImportedRuns, _ outcome: inout Outcome) throws -> [String: String] {
        var ids: [String: String] = ["": ExperimentRecord.defaultID]
        var drafts: [OpDraft] = []
        var known = imported.experiments
        let named = imported.runs.map(\.experiment) + imported.loggedModels.map(\.experiment)
        for name in named where !known.contains(where: { $0.name == name }) {
            known.append(.init(name: name, tags: [], isDeleted: false))
        }
        for experiment in known where ids[experiment.name] == nil {
            if let there = try store.experimentIfPresent(experiment.name, includeDeleted: true) {
                ids[experiment.name] = there.id
                continue
            }
            let (id, draft) = try ExperimentEditing.draft(experiment.name, in: store)
            ids[experiment.name] = id
            outcome.experiments += 1
            var members = draft.members
            if !experiment.tags.isEmpty { members["tags"] = Self.object(experiment.tags) }
            drafts.append(OpDraft(.experimentCreate, members))
            if experiment.isDeleted { drafts.append(OpDraft(.experimentDelete, ["experiment": .string(id)])) }
        }
        if !drafts.isEmpty { try store.log.append(drafts) }
        return ids
    }

    static func object(_ tags: [(key: String, value: String)]) -> JSONValue {
        .object(JSONObject(tags.map { (key: $0.key, value: .string($0.value)) }))
    }

    private func all(of run: ImportedRun, _ experiments: [String: String]) throws -> [OpDraft] {
        var start: JSONObject = [
            "name": .string(run.name), "command": .array(run.command.map(JSONValue.string)),
            "dir": .string(run.directory), "host": .string(run.host), "started": .exact(run.started),
            "experiment": .string(experiments[run.experiment] ?? ExperimentRecord.defaultID),
        ]
        start["user"] = run.user.isEmpty ? nil : .string(run.user)
        start["parent"] = run.parent.map(JSONValue.string)
        start["source"] = run.source.isEmpty ? nil : .object(run.source)
        start["base"] = run.base.map(JSONValue.string)
        start["branch"] = run.branch.map(JSONValue.string)
        start["tree"] = run.startTree.map(JSONValue.string)
        start["dirty"] = run.dirty.isEmpty ? nil : .array(run.dirty.map(JSONValue.string))
        start["env"] = run.environmentFiles.isEmpty ? nil : .object(run.environmentFiles)
        if !run.tags.isEmpty { start["tags"] = Self.object(run.tags) }
        if run.status == .scheduled { start["status"] = "scheduled" }
        var drafts = [OpDraft(.runStart, run: run.id, start)] + ParamOps.drafts(run.params, run: run.id)
        if !run.metrics.isEmpty {
            let files = JSONObject(run.metrics.map { (key: $0.key, value: .object($0.value)) })
            drafts.append(OpDraft(.runMetrics, run: run.id, ["files": .object(files)]))
        }
        for part in run.points where !part.points.isEmpty {
            drafts += MetricOps.drafts(part.points, context: part.context, run: run.id)
        }
        if !run.note.isEmpty { drafts.append(OpDraft(.runNote, run: run.id, ["text": .string(run.note)])) }
        drafts += run.inputs.map { draft($0, run.id) } + modelDrafts(run)
        for artifact in run.artifacts {
            drafts.append(
                OpDraft(.runArtifact, run: run.id, try artifactMembers(artifact.name, artifact.content)))
        }
        drafts += run.stages.map { OpDraft(.runStage, run: run.id, ["record": $0]) }
        if run.status.isTerminal { drafts.append(finish(run)) }
        if run.isDeleted { drafts.append(OpDraft(.runDelete, run: run.id, [:])) }
        return drafts
    }

    private func finish(_ run: ImportedRun) -> OpDraft {
        var end: JSONObject = ["status": .string(run.status.rawValue), "ended": .exact(run.ended ?? run.started)]
        end["exit"] = run.exitCode.map(JSONValue.integer)
        end["signal"] = run.signal.map(JSONValue.integer)
        end["wall"] = (run.wallMilliseconds ?? run.ended.map { max(0, $0 &- run.started) }).map(JSONValue.exact)
        end["cpu"] = run.cpuMicroseconds.map(JSONValue.exact)
        end["peak"] = run.peakKiB.map(JSONValue.exact)
        end["tree"] = run.endTree.map(JSONValue.string)
        end["tail"] = run.outputTail.isEmpty ? nil : .string(run.outputTail)
        return OpDraft(.runFinish, run: run.id, end)
    }

    private func draft(_ input: DatasetInput, _ run: String) -> OpDraft {
        var dataset: JSONObject = [
            "name": .string(input.name), "digest": .string(input.digest), "source_type": .string(input.sourceType),
            "source": .string(input.source),
        ]
        dataset["schema"] = input.schema.map(JSONValue.string)
        dataset["profile"] = input.profile.map(JSONValue.string)
        return OpDraft(
            .runInput, run: run,
            ["dataset": .object(dataset), "tags": Self.object(input.tags.map { ($0.key, $0.value) })])
    }

    /// Above 1 MiB into the object store, else a git blob.
    func artifactMembers(_ name: String, _ content: ImportedRun.Content) throws -> JSONObject {
        var members: JSONObject = ["name": .string(name)]
        switch content {
        case .record(let size, let sha256, let blob):
            members["size"] = .exact(size)
            members["sha256"] = sha256.map(JSONValue.string)
            members["blob"] = blob.map(JSONValue.string)
        case .file(let path):
            let size = Files.info(path)?.size ?? 0
            members["size"] = .exact(size)
            if size > 1 << 20 {
                let writer = objects.makeWriter()
                try Descriptor(opening: path).forEachChunk { try writer.append($0) }
                members["sha256"] = .string(try writer.finish().id.hex)
            } else {
                members["blob"] = .string(try store.repository.writeBlob(try Files.read(path)).hex)
            }
        }
        return members
    }

    /// Only what the record lacks: what somebody changed here stays.
    private func missing(of run: ImportedRun, in record: RunRecord) throws -> [OpDraft] {
        let params = run.params.reduce(into: FileValues()) { result, file in
            let new = file.value.filter { record.params[file.key]?[$0.key] == nil }
            if !new.isEmpty { result[file.key] = JSONObject(new) }
        }
        var drafts = ParamOps.drafts(params, run: run.id)
        let files = run.metrics.filter { record.metrics[$0.key] == nil }
        if !files.isEmpty {
            let members = JSONObject(files.map { (key: $0.key, value: JSONValue.object($0.value)) })
            drafts.append(OpDraft(.runMetrics, run: run.id, ["files": .object(members)]))
        }
        drafts += try missingPoints(of: run)
        for tag in run.tags where record.tags[tag.key] == nil {
            drafts.append(OpDraft(.runTag, run: run.id, ["key": .string(tag.key), "value": .string(tag.value)]))
        }
        for input in run.inputs
        where !record.inputs.contains(where: { $0.name == input.name && $0.digest == input.digest }) {
            drafts.append(draft(input, run.id))
        }
        drafts += modelDrafts(run, beside: record)
        for artifact in run.artifacts where !record.artifacts.contains(where: { $0.name == artifact.name }) {
            drafts.append(
                OpDraft(.runArtifact, run: run.id, try artifactMembers(artifact.name, artifact.content)))
        }
        if run.status.isTerminal, record.endings.isEmpty { drafts.append(finish(run)) }
        return drafts
    }

    /// Points are a multiset: of equal ones as many are added as there are more of.
    private func missingPoints(of run: ImportedRun) throws -> [OpDraft] {
        let all = run.points.flatMap(\.points)
        if all.isEmpty { return [] }
        var known: [String: Int] = [:]
        func name(_ point: MetricPoint) -> String { JSONValue.array([point.json]).serialized(.compact).asText }
        for point in try store.log.metricHistory(of: run.id) { known[name(point), default: 0] += 1 }
        return run.points.flatMap { part -> [OpDraft] in
            let new = part.points.filter { point in
                guard let count = known[name(point)], count > 0 else { return true }
                known[name(point)] = count - 1
                return false
            }
            return new.isEmpty ? [] : MetricOps.drafts(new, context: part.context, run: run.id)
        }
    }
}
