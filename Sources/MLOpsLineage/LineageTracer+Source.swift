internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsPipeline
internal import MLOpsSystem
internal import MLOpsTracking

/// Where data ends that no stage made: in git, outside, or nowhere that is known.
extension LineageTracer {
    func source(_ data: LineageData, _ reader: Reader) throws {
        let place = try place(of: data, reader)
        let isThere = place.entry.map { $0.isTree || sources.content($0.id) == data.key } ?? false
        if !isThere, reader.run == nil, let run = try leftover(of: data) { return madeByRun(data, run) }
        if let blob = place.entry?.id, place.entry?.isTree == false {
            graph.set("blob", .string(blob.hex), of: data.id)
        }
        try origin(of: data, place.tree)
        guard let entry = place.entry else { return try notInGit(data, place) }
        if !entry.isTree, data.key != "git:\(entry.id.hex)", let hash = sources.content(entry.id), hash != data.key {
            if place.isCertain {
                graph.add(
                    LineageGap(data.id, .changed, "it was changed after the run had begun: git has another content"))
            } else {
                graph.add(
                    LineageGap(data.id, .unrecorded, "no record says what made it, and no commit here has this content")
                )
            }
            return
        }
        if let commit = place.commit, sources.entry(data.path, in: try? repository.commit(commit).tree)?.id == entry.id
        {
            let since = sources.introduction(of: data.path, blob: entry.id, from: commit)
            graph.set("in_commit", .string(commit.hex), of: data.id)
            if let since { graph.set("commit", .string(since.hex), of: data.id) }
            if let since, try madeByRun(of: since, data) { return }
            if reader.run == nil, let run = try writer(of: data, entry.id) { return madeByRun(data, run) }
        } else if let tree = place.tree, place.isCertain {
            graph.set("in_snapshot", .string(tree.hex), of: data.id)
        }
        // A stage makes this path, but nobody recorded that it made this.
        if graph.node(data.id)?.facts["commit"] != nil, graph.edges.contains(where: { $0.from == data.id }) { return }
        if let other = try index.makers(ofPaths: [data.path]).compactMap({ try index.stage($0.op) }).first,
            let stage = StageFacts(other)
        {
            graph.add(
                LineageGap(
                    data.id, .unrecorded,
                    "stage '\(stage.name)' makes this path, but no record says that it made this content"))
        }
    }

    private struct Place {
        var tree: ObjectID?
        var commit: ObjectID?
        var entry: TreeEntry?
        /// The tree is what the reader had before it.
        var isCertain = false
    }

    /// In the snapshot of the run that read it, else in HEAD.
    private func place(of data: LineageData, _ reader: Reader) throws -> Place {
        var place = Place()
        if let facts = reader.run.flatMap(facts) {
            place.isCertain = true
            place.tree = (reader.isResult ? facts.endTree ?? facts.startTree : facts.startTree)
                .flatMap { repository.hasObject($0) ? $0 : nil }
            place.commit = facts.base.flatMap { repository.hasObject($0) ? $0 : nil }
            if place.tree == nil, let commit = place.commit { place.tree = try repository.commit(commit).tree }
            if place.commit == nil { place.commit = try standIn(facts) }
        }
        if place.tree == nil {
            place.isCertain = false
            place.commit = repository.resolveIfPresent("HEAD")
            place.tree = try place.commit.map { try repository.commit($0).tree }
        }
        place.entry = sources.entry(data.path, in: place.tree)
        return place
    }

    /// A commit of this clone for a run whose own is not here, after a rebase or a squash.
    private func standIn(_ facts: RunFacts) throws -> ObjectID? {
        var candidates = facts.attachments
        var queue = facts.base.map { [$0.hex] } ?? []
        while let old = queue.popLast(), candidates.count < 100 {
            for new in try index.successors(of: old) where !candidates.contains(new) {
                candidates.append(new)
                queue.append(new)
            }
        }
        return candidates.compactMap { ObjectID(hex: $0) }.first { repository.hasObject($0) }
            ?? repository.resolveIfPresent("HEAD")
    }

    private func notInGit(_ data: LineageData, _ place: Place) throws {
        if graph.edges.contains(where: { $0.from == data.id && $0.relation == .origin }) { return }
        if place.tree == nil || !place.isCertain {
            graph.add(LineageGap(data.id, .unrecorded, "no record says what made it"))
        } else {
            graph.add(LineageGap(data.id, .untracked, "untracked: git does not have it, and only its hash is known"))
        }
    }

    /// The run that is said to have left the data, when it was not there before with this content.
    func resultMaker(of data: LineageData, _ reader: Reader) throws -> String? {
        guard reader.isResult, let run = reader.run, let facts = facts(run), wrote(data, facts) else { return nil }
        return run
    }

    /// The last run on the commit that is checked out which left the data, that nobody has committed.
    private func leftover(of data: LineageData) throws -> String? {
        guard let head = repository.resolveIfPresent("HEAD") else { return nil }
        return try index.runs(basedOn: head.hex).prefix(100).lazy.map(\.id).first { run in
            facts(run).map { wrote(data, $0) } ?? false
        }
    }

    /// The last run that wrote the blob. Where no hook told what a rebase or a squash made of its commit, nothing but
    /// its snapshots leads from the file to it.
    private func writer(of data: LineageData, _ blob: ObjectID) throws -> String? {
        try index.changingRuns(1000).lazy.map(\.id).first { run in
            guard let facts = facts(run), sources.entry(data.path, in: facts.endTree)?.id == blob else { return false }
            return wrote(data, facts)
        }
    }

    /// Whether the snapshots of a run say that it made the data.
    private func wrote(_ data: LineageData, _ facts: RunFacts) -> Bool {
        guard let start = facts.startTree, repository.hasObject(start),
            let left = sources.entry(data.path, in: facts.endTree), !left.isTree,
            sources.entry(data.path, in: start)?.id != left.id
        else { return false }
        return sources.content(left.id) == data.key
    }

    /// `PATH.dvc` beside it, from `import-url` or DVC's.
    private func origin(of data: LineageData, _ tree: ObjectID?) throws {
        guard let tree, let entry = sources.entry(data.path + ".dvc", in: tree), !entry.isTree,
            let file = try? ImportFile(repository.blob(entry.id), name: data.path + ".dvc")
        else { return }
        var facts: JSONObject = ["url": .string(file.source), "size": .integer(file.size), "md5": .string(file.md5)]
        facts["sha256"] = file.sha256.map(JSONValue.string)
        facts["etag"] = file.etag.map(JSONValue.string)
        facts["last_modified"] = file.lastModified.map(JSONValue.string)
        facts["imported"] = file.time.map(JSONValue.integer)
        let node = "origin:\(file.source)"
        graph.add(LineageNode(node, .origin, file.source, facts))
        graph.add(LineageEdge(data.id, .origin, node))
        if let sha256 = file.sha256, sha256 != data.key {
            graph.add(LineageGap(data.id, .changed, "it differs from what was imported"))
        }
    }

    /// The run of the commit that brought the file, when the run itself wrote it: between its two snapshots the file
    /// became what the commit has.
    private func madeByRun(of commit: ObjectID, _ data: LineageData) throws -> Bool {
        for run in try store.runs(of: commit).prefix(20) {
            guard let facts = facts(run.run), wrote(data, facts) else { continue }
            madeByRun(data, run.run)
            return true
        }
        return false
    }

    /// Says of a run's code what is not here any more.
    func addCode(of facts: RunFacts, _ node: String) {
        if let base = facts.base, !repository.hasObject(base) {
            let instead = (try? standIn(facts)).flatMap { $0 }
            let isRewritten = ((try? index.successors(of: base.hex)) ?? []).isEmpty == false
            var reason = "commit \(base.hex.prefix(12)), on which it began, is not in this clone"
            if isRewritten, let instead { reason += ": it was rewritten into \(instead.hex.prefix(12))" }
            graph.add(LineageGap(node, .absent, reason))
        }
        if let tree = facts.startTree, !repository.hasObject(tree) {
            graph.add(LineageGap(node, .absent, "its snapshot \(tree.hex.prefix(12)) is not in this clone"))
        }
    }
}
