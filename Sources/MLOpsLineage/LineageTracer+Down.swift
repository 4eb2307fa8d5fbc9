internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsRegistry
internal import MLOpsTracking

/// Towards effects.
extension LineageTracer {
    func down(_ step: Step) throws {
        switch step {
        case .data(let data, _): try down(data)
        case .stage(let stage): down(stage)
        case .run(let run): try down(run: run)
        case .commit(let commit): try down(commit)
        case .version: break
        }
    }

    private func follow(_ data: LineageData) -> String {
        let isNew = graph.node(data.id) == nil
        add(data)
        if isNew { steps.append(.data(data, reader: Reader())) }
        return data.id
    }

    private func down(_ data: LineageData) throws {
        let links = try index.links(data.key, .used).filter { data.isTelling || $0.path == data.path }
        let stages = try links.compactMap { try index.stage($0.op).flatMap(StageFacts.init) }
        var staged = Set(stages.map(\.row.op))
        follow(stages + (try stagesNearby(data).filter { staged.insert($0.row.op).inserted }), data)
        for link in links where !staged.contains(link.op) && facts(link.subject) != nil {
            followRun(link.subject, LineageEdge("run:\(link.subject)", .used, data.id))
        }
        for link in try index.links(data.key, .registered) where data.isTelling || link.path == data.path {
            try follow(version: link, .holds, data.id)
        }
    }

    /// Of stages that ran on the same inputs more than once, the first stands for all. One that made the data did not
    /// read it, although what it read may be equal.
    private func follow(_ stages: [StageFacts], _ data: LineageData) {
        for (_, same) in Dictionary(grouping: stages, by: \.key).sorted(by: { $0.key < $1.key }) {
            let live = same.filter { !(facts($0.row.run)?.isDeleted ?? true) }
            let ordered = (live.isEmpty ? same : live).sorted { ($0.started, $0.row.op) < ($1.started, $1.row.op) }
            if graph.contains(LineageEdge(data.id, .made, ordered[0].nodeID)) { continue }
            let isNew = graph.node(ordered[0].nodeID) == nil
            graph.add(LineageEdge(addStage(ordered[0]), .used, data.id))
            if same.count > 1 { graph.set("also_ran", .integer(Int64(same.count - 1)), of: ordered[0].nodeID) }
            if isNew { steps.append(.stage(ordered[0])) }
        }
    }

    private func follow(version link: LinkRow, _ relation: LineageEdge.Relation, _ cause: String) throws {
        guard let model = try model(link.subject), let version = model.version(id: link.op) else { return }
        graph.add(LineageEdge(addVersion(model, version), relation, cause))
    }

    private func followRun(_ run: String, _ edge: LineageEdge) {
        let isNew = graph.node("run:\(run)") == nil
        addRun(run)
        graph.add(edge)
        if isNew { steps.append(.run(run)) }
    }

    private func down(_ stage: StageFacts) {
        for out in stage.outs {
            graph.add(LineageEdge(follow(LineageData(out)), .made, stage.nodeID))
        }
    }

    private func down(run: String) throws {
        let node = addRun(run)
        let stages = try index.stages(ofRun: run).compactMap(StageFacts.init)
        for stage in stages where graph.node(stage.nodeID) == nil {
            _ = addStage(stage)
            steps.append(.stage(stage))
        }
        let record = facts(run)?.json
        for artifact in record?["artifacts"]?.arrayValue ?? [] {
            guard let name = artifact["name"]?.stringValue else { continue }
            let hash = artifact["sha256"]?.stringValue
            guard let key = hash ?? artifact["blob"]?.stringValue.map({ "git:\($0)" }) else { continue }
            let data = LineageData(
                path: name, key: key,
                facts: ["path": .string(name), "sha256": .optional(hash), "size": artifact["size"] ?? .null])
            graph.add(LineageEdge(follow(data), .made, node))
        }
        for (path, key, facts) in try sources.written(by: stages.isEmpty ? self.facts(run) : nil) {
            graph.add(LineageEdge(follow(LineageData(path: path, key: key, facts: facts)), .made, node))
        }
        for link in try index.links("run:\(run)", .registered) {
            if link.subject.hasPrefix("m-") {
                graph.add(
                    LineageNode("logged:\(link.subject)", .logged, link.subject, ["logged": .string(link.subject)]))
                graph.add(LineageEdge("logged:\(link.subject)", .made, node))
            } else {
                try follow(version: link, .made, node)
            }
        }
        for part in try index.parts(of: run) { followRun(part, LineageEdge("run:\(part)", .part, node)) }
        for commit in facts(run)?.attachments.compactMap({ ObjectID(hex: $0) }) ?? [] {
            graph.add(LineageEdge(try addCommit(commit), .results, node))
        }
    }

    private func down(_ commit: ObjectID) throws {
        let node = try addCommit(commit)
        var runs = try index.runs(basedOn: commit.hex).map(\.id)
        if repository.hasObject(commit) {
            let tree = try repository.commit(commit).tree
            runs += try index.runs(withTree: tree.hex).filter { facts($0)?.startTree == tree && !runs.contains($0) }
        }
        for run in runs.prefix(200) { followRun(run, LineageEdge("run:\(run)", .code, node)) }
        if runs.count > 200 { graph.add(LineageGap(node, .cut, "\(runs.count - 200) more runs began on this commit")) }
        if !graph.edges.contains(where: { $0.to == node }) {
            graph.add(LineageGap(node, .unrecorded, "no run that is in the log began on this commit"))
        }
    }
}
