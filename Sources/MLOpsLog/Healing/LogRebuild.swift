internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex

/// Builds a ref of the log again on its last whole commits, with every op that is still known anywhere: in commits
/// that lost an ancestor or a snapshot, in the journal, in the index.
struct LogRebuild {
    private let repository: Repository
    private let layout: LogLayout
    private let index: RunIndex
    private let survey: LogSurvey
    private let batches: [JournalBatch]
    private static let opsPerCommit = 500

    init(_ healer: LogHealer, survey: LogSurvey, batches: [JournalBatch]) {
        repository = healer.repository
        layout = healer.layout
        index = healer.index
        self.survey = survey
        self.batches = batches
    }

    func run(_ name: String, _ store: LogStore, bad: ObjectID, _ report: inout HealReport) throws {
        let damage = explore(bad)
        let reflog = Reflog(repository, name)
        let landed = batches.compactMap(\.commit)
        let good = (damage.roots + reflog.values + landed).filter { survey.isWhole($0) }
        let tips = survey.tips(of: Set(good))
        let covered = survey.ancestors(of: tips)
        var parts = try damage.broken.filter { !covered.contains($0) }.compactMap(salvage)
        parts += batches.filter { batch in batch.commit.map { !covered.contains($0) } ?? true }
        parts += try indexed(store, covered)
        let new = try write(parts, on: tips.sorted(), &report)
        let missing = damage.missing.subtracting(landed)
        report.lostCommits.formUnion(try missing.filter { try !index.hasLines(ofCommit: $0.hex) })
        if let last = reflog.values.last(where: { tips.contains($0) }) ?? tips.min() {
            report.backup = try LogBackup.keep(last, of: name, layout, in: repository)
        }
        report.rebuilt.append(name)
        try move(name, from: bad, to: new)
        reflog.keep { survey.isWhole($0) || $0 == new }
    }

    private func move(_ name: String, from bad: ObjectID, to new: ObjectID?) throws {
        guard let new else {
            try repository.deleteReference(name)
            return
        }
        guard try repository.updateReference(name, to: new, expecting: bad, message: "mlops: heal") else {
            throw LogError(.contended, "cannot update ref '\(name)': it moved while it was mended")
        }
    }

    /// Commits from `head` that are not whole, parents before children; whole ones that they come from; missing ones.
    private func explore(_ head: ObjectID) -> (broken: [ObjectID], roots: [ObjectID], missing: Set<ObjectID>) {
        var broken: [ObjectID] = []
        var roots: [ObjectID] = []
        var missing: Set<ObjectID> = []
        var seen: Set<ObjectID> = [head]
        var queue = [head]
        while let id = queue.popLast() {
            if survey.isWhole(id) {
                roots.append(id)
            } else if let commit = survey.commit(id) {
                broken.append(id)
                for parent in commit.parents where seen.insert(parent).inserted { queue.append(parent) }
            } else {
                missing.insert(id)
            }
        }
        return (broken.reversed(), roots, missing)
    }

    /// What can still be read of a commit; nil when it has no ops or they are gone.
    private func salvage(_ id: ObjectID) throws -> JournalBatch? {
        guard let tree = survey.commit(id).flatMap({ survey.probe.tree($0.tree) }),
            let ops = try? LogCommit.read(id, in: repository).ops
        else { return nil }
        let folder = tree.first { $0.name.elementsEqual("snap".utf8) }
        var batch = JournalBatch(id: id.hex, store: .runs, ops: ops)
        batch.snapshots = folder.flatMap { survey.probe.tree($0.id) }?.map(\.id) ?? []
        for op in ops where op.body["summary"] != nil {
            batch.series[op.id] = try? LogCommit.series(of: op.id, in: id, repository)
        }
        return ops.isEmpty ? nil : batch
    }

    /// Ops that only the index remembers.
    private func indexed(_ store: LogStore, _ covered: Set<ObjectID>) throws -> [JournalBatch] {
        let names = Set(covered.map(\.hex))
        let ops = try index.ops { location in
            !names.contains(location) && !(ObjectID(hex: location).map { survey.isWhole($0) } ?? false)
        }.filter { LogStore(of: $0.kind) == store }
        return [JournalBatch(id: "index", store: store, ops: ops)]
    }

    /// What fits into one commit at a time.
    private func split(_ batch: JournalBatch) -> [JournalBatch] {
        if batch.ops.count <= Self.opsPerCommit { return [batch] }
        return stride(from: 0, to: batch.ops.count, by: Self.opsPerCommit).map { start in
            let ops = Array(batch.ops[start..<min(start + Self.opsPerCommit, batch.ops.count)])
            var part = JournalBatch(id: batch.id, store: batch.store, ops: ops)
            for op in ops { part.series[op.id] = batch.series[op.id] }
            if start == 0 { part.snapshots = batch.snapshots }
            return part
        }
    }

    /// The new head; nil when nothing is left at all.
    private func write(_ parts: [JournalBatch], on tips: [ObjectID], _ report: inout HealReport) throws -> ObjectID? {
        var head =
            tips.count > 1 ? try commit(try repository.writeTree([]), tips, "chore(mlops): merge heads") : tips.first
        var seen: Set<String> = []
        let purges = try index.purges()
        for part in parts.flatMap(split) {
            let ops = part.ops.filter { seen.insert($0.id).inserted && !purges.hides($0) }
            if ops.isEmpty { continue }
            let lost = Set(part.snapshots.filter { !survey.isClosed($0) }).union(
                LogCommit.blobs(of: ops).filter { !survey.has($0) })
            let tree = try LogCommit.writeTree(
                ops, series: part.series, snapshots: part.snapshots, in: repository, omitting: lost)
            head = try commit(tree, head.map { [$0] } ?? [], LogCommit.message(ops))
            report.replayed += ops.count
            report.lostObjects.formUnion(lost)
        }
        return head
    }

    private func commit(_ tree: ObjectID, _ parents: [ObjectID], _ message: String) throws -> ObjectID {
        try repository.writeCommit(
            tree: tree, parents: parents, message: message, author: try repository.signature(),
            time: repository.context.now() / 1000)
    }
}
