internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsRegistry
internal import MLOpsTracking

/// Towards causes.
extension LineageTracer {
    func up(_ step: Step) throws {
        switch step {
        case .data(let data, let reader): try up(data, reader)
        case .stage(let stage): try up(stage)
        case .run(let run): try up(run: run)
        case .commit(let commit): try up(commit)
        case .version(let model, let version): try up(model, version)
        }
    }

    /// Adds the data and what it is made from, once.
    private func follow(_ data: LineageData, _ reader: Reader) -> String {
        let isNew = graph.node(data.id) == nil
        add(data)
        if isNew { steps.append(.data(data, reader: reader)) }
        return data.id
    }

    private func up(_ stage: StageFacts) throws {
        for dep in stage.deps {
            let reader = Reader(run: stage.row.run, before: stage.started, stage: stage.row.op)
            graph.add(LineageEdge(stage.nodeID, .used, follow(LineageData(dep), reader)))
        }
    }

    private func up(_ data: LineageData, _ reader: Reader) throws {
        if let stage = try maker(of: data, reader) {
            let isNew = graph.node(stage.nodeID) == nil
            graph.add(LineageEdge(data.id, .made, addStage(stage)))
            if isNew { steps.append(.stage(stage)) }
        } else if let run = try artifactMaker(of: data) ?? resultMaker(of: data, reader) {
            madeByRun(data, run)
        } else {
            try source(data, reader)
        }
    }

    func madeByRun(_ data: LineageData, _ run: String) {
        let node = "run:\(run)"
        let isNew = graph.node(node) == nil
        graph.add(LineageEdge(data.id, .made, addRun(run)))
        if isNew { steps.append(.run(run)) }
    }

    /// The record that made the data: one at the same path, of a run that is not deleted, from before it was read, and of
    /// those the first; else one of a folder around it; else one that made the same content elsewhere and before.
    private func maker(of data: LineageData, _ reader: Reader) throws -> StageFacts? {
        let links = try index.links(data.key, .made).filter { data.isTelling || $0.path == data.path }
        let stages = try links.compactMap { link in
            try index.stage(link.op).flatMap(StageFacts.init).map { (stage: $0, path: link.path) }
        }
        let here = stages.filter { $0.path == data.path || data.path.isEmpty }.map(\.stage)
        if let best = best(of: here, reader) {
            if here.count > 1 { graph.set("also_made", .integer(Int64(here.count - 1)), of: data.id) }
            if data.path.isEmpty { graph.set("made_as", .string(stages[0].path), of: data.id) }
            return best
        }
        if let folder = try folderMaker(of: data, reader) { return folder }
        let elsewhere = stages.filter { found in
            found.stage.row.op != reader.stage && found.stage.ended <= reader.before ?? .max
        }
        guard let best = best(of: elsewhere.map(\.stage), reader) else { return nil }
        let path = elsewhere.first { $0.stage.row.op == best.row.op }?.path
        graph.set("made_as", path.map(JSONValue.string) ?? .null, of: data.id)
        return best
    }

    private func best(of stages: [StageFacts], _ reader: Reader) -> StageFacts? {
        func rank(_ stage: StageFacts) -> (Int, Int, Int64, String) {
            (
                facts(stage.row.run)?.isDeleted ?? true ? 1 : 0,
                reader.before.map { stage.started <= $0 } ?? true ? 0 : 1, stage.started, stage.row.op
            )
        }
        return stages.min { rank($0) < rank($1) }
    }

    /// A file of a folder that a stage made, by the folder's listing where it is here, else by its path; the last that
    /// was made before it was read.
    private func folderMaker(of data: LineageData, _ reader: Reader) throws -> StageFacts? {
        let folders = data.folders
        if folders.isEmpty { return nil }
        let links = try index.makers(ofPaths: folders)
        let stages = try links.compactMap { link in
            try index.stage(link.op).flatMap(StageFacts.init).map { (stage: $0, link: link) }
        }.filter { found in
            found.stage.started <= reader.before ?? .max && !(facts(found.stage.row.run)?.isDeleted ?? true)
        }.sorted { ($1.stage.started, $1.stage.row.op) < ($0.stage.started, $0.stage.row.op) }
        var byPath: StageFacts?
        for found in stages.prefix(50) {
            let inside = String(data.path.dropFirst(found.link.path.utf8.count + 1))
            let size = found.stage.outs.first { $0.hash == found.link.key }?.facts["listing"]?.integerValue
            switch sources.holds(found.link.key, listing: size, inside, hash: data.key) {
            case true?: return found.stage
            case nil: byPath = byPath ?? found.stage
            case false?: continue
            }
        }
        if byPath != nil { graph.set("made_by_path", true, of: data.id) }
        return byPath
    }

    /// A run that kept exactly this as an artifact: by its SHA-256, or of a small one by its blob.
    private func artifactMaker(of data: LineageData) throws -> String? {
        let keys = [data.key] + (data.facts["blob"]?.stringValue.map { ["git:\($0)"] } ?? [])
        return try keys.flatMap { try index.links($0, .made) }.filter { link in
            try (data.isTelling || link.path == data.path) && index.stage(link.op) == nil
        }
        .map(\.subject).filter { facts($0) != nil }
        .min { (facts($0)?.isDeleted ?? true ? 1 : 0, $0) < (facts($1)?.isDeleted ?? true ? 1 : 0, $1) }
    }

    private func up(run: String) throws {
        let node = addRun(run)
        let stages = try index.stages(ofRun: run).compactMap(StageFacts.init)
        for stage in stages where graph.node(stage.nodeID) == nil {
            _ = addStage(stage)
            steps.append(.stage(stage))
        }
        let inputs = try index.links(of: run, .used).filter { $0.key.contains(":") }
        for input in inputs { try up(input: input, of: run, node) }
        if let parent = facts(run)?.parent { graph.add(LineageEdge(node, .part, addRun(parent))) }
        let parts = try index.parts(of: run)
        for part in parts where graph.node("run:\(part)") == nil {
            graph.add(LineageEdge(addRun(part), .part, node))
            steps.append(.run(part))
        }
        if stages.isEmpty, inputs.isEmpty, parts.isEmpty, facts(run) != nil {
            graph.add(
                LineageGap(
                    node, .undeclared,
                    "the command did not say what it read: any file of its snapshot may have gone into it"))
        }
    }

    private func up(input: LinkRow, of run: String, _ node: String) throws {
        if input.key.hasPrefix("logged:") {
            let id = String(input.key.dropFirst("logged:".count))
            graph.add(LineageNode(input.key, .logged, id, ["logged": .string(id)]))
            graph.add(LineageEdge(node, .used, input.key))
            for maker in try index.links(input.key, .made) where facts(maker.subject) != nil && maker.subject != run {
                let isNew = graph.node("run:\(maker.subject)") == nil
                graph.add(LineageEdge(input.key, .made, addRun(maker.subject)))
                if isNew { steps.append(.run(maker.subject)) }
            }
        } else if input.key.hasPrefix("dataset:") {
            let digest = input.key.dropFirst("dataset:".count + input.path.utf8.count + 1)
            if digest.utf8.count == 64 {
                let data = LineageData(
                    path: input.path, key: String(digest),
                    facts: ["path": .string(input.path), "sha256": .string(String(digest))])
                graph.add(LineageEdge(node, .used, follow(data, Reader(run: run))))
            } else {
                graph.add(
                    LineageNode(
                        input.key, .dataset, input.path,
                        ["name": .string(input.path), "digest": .string(String(digest))]))
                graph.add(LineageEdge(node, .used, input.key))
            }
        }
    }

    private func up(_ commit: ObjectID) throws {
        let node = try addCommit(commit)
        let runs = try store.runs(of: commit)
        for run in runs.prefix(100) {
            graph.add(LineageEdge(node, .results, addRun(run.run)))
            graph.set("relation", .string(Self.word(run.relation)), of: "run:\(run.run)")
            steps.append(.run(run.run))
        }
        if runs.count > 100 { graph.add(LineageGap(node, .cut, "\(runs.count - 100) more runs belong to this commit")) }
        // What the commit has of things that stages make, whoever ran them.
        for data in try sources.outputs(of: commit, index) {
            let links = try index.links(data.key, .made).filter { data.isTelling || $0.path == data.path }
            if links.isEmpty { continue }
            graph.add(LineageEdge(node, .holds, follow(data, Reader())))
        }
        if !graph.edges.contains(where: { $0.from == node }) {
            graph.add(LineageGap(node, .unrecorded, "no run of this commit and nothing that it has is in the log"))
        }
    }

    private static func word(_ relation: CommitRun.Relation) -> String {
        switch relation {
        case .exact: "exact"
        case .carried: "carried"
        case .near(let paths): "near (\(paths) paths differ)"
        }
    }

    private func up(_ model: ModelRecord, _ version: ModelVersion) throws {
        let node = addVersion(model, version)
        for file in version.files {
            var facts: JSONObject = [
                "path": .string(file.name), "sha256": .string(file.digest), "size": .integer(file.size),
            ]
            facts["blob"] = file.blob.map(JSONValue.string)
            let data = LineageData(path: file.name, key: file.digest, facts: facts)
            let reader = Reader(run: version.run, isResult: version.run != nil, before: version.created)
            graph.add(LineageEdge(node, .holds, follow(data, reader)))
        }
        if let run = version.run {
            let isNew = graph.node("run:\(run)") == nil
            graph.add(LineageEdge(node, .made, addRun(run)))
            if isNew { steps.append(.run(run)) }
        } else if version.files.isEmpty {
            graph.add(LineageGap(node, .unrecorded, "the version names neither a run nor files"))
        }
        if let commit = version.commit.flatMap({ ObjectID(hex: $0) }), !repository.hasObject(commit) {
            graph.add(
                LineageGap(
                    node, .absent, "commit \(commit.hex.prefix(12)), which it was registered with, is not in this clone"
                ))
        }
    }
}
