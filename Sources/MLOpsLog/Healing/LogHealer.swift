internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

/// Mends a log that lost objects, mostly to `git gc --prune=now` beside a writer. A ref that reaches a missing object
/// breaks the user's own git, so that no ref may be left like that.
///
/// What the journal holds is written again, bit for bit: then nothing else changes. Where that is not enough, the ref
/// goes back to the last whole commit, and all ops that are still known anywhere follow on top of it.
struct LogHealer {
    let repository: Repository
    let layout: LogLayout
    let journal: OpJournal
    let index: RunIndex

    /// `repository` is opened anew: an open handle remembers objects that are gone.
    init(_ repository: Repository, layout: LogLayout, index: RunIndex) throws {
        self.repository = try Repository.open(repository.context)
        self.layout = layout
        self.index = index
        journal = OpJournal(layout)
    }

    /// Mends all refs of the log. The caller holds the log's lock.
    func heal() throws -> HealReport {
        var report = HealReport()
        try refuseForeignDamage()
        let content = try relevant(journal.content())
        report.restored = try restore(content)
        try removeUnreadableRefs()
        let survey = try LogSurvey(repository)
        for (name, head) in try repository.references(layout.references.root) where !survey.isWhole(head) {
            guard let store = LogHead(name)?.store else { continue }
            let rebuild = LogRebuild(self, survey: survey, batches: content.batches.filter { $0.store == store })
            try rebuild.run(name, store, bad: head, &report)
        }
        try healProjections(survey, &report)
        return report
    }

    /// What the log still needs of the journal: not what was purged, and not what compaction moved elsewhere.
    private func relevant(_ content: OpJournal.Content) throws -> OpJournal.Content {
        let purges = try index.purges()
        var content = content
        content.batches = try content.batches.filter { batch in
            if batch.ops.contains(where: purges.hides) { return false }
            guard let commit = batch.commit, let op = batch.ops.first else { return true }
            let places = try index.commits(holding: op)
            return places.isEmpty || places.contains(commit)
        }
        return content
    }

    /// When the user's own history has holes, the damage is not ours and nothing here may be moved.
    private func refuseForeignDamage() throws {
        guard let head = repository.reference("HEAD"), try !ObjectProbe(repository).has(head) else { return }
        throw LogError(
            .damaged, "objects of the repository are missing, commit '\(head)' among them", hints: ["git fsck"])
    }

    /// Writes missing log commits again from the journal. Tells how many are whole for it.
    private func restore(_ content: OpJournal.Content) throws -> Int {
        let survey = try LogSurvey(repository)
        var missing: [ObjectID] = []
        for batch in content.batches {
            guard let commit = batch.commit, !batch.rawCommit.isEmpty, !isThere(commit, survey) else { continue }
            missing.append(commit)
            removeDamagedFiles(of: commit, survey)
            // Fails when a snapshot is gone, too: then the ref is built again without it.
            _ = try? LogCommit.writeTree(
                batch.ops, series: batch.series, snapshots: batch.snapshots, in: repository)
            _ = try repository.writeCommit(raw: batch.rawCommit)
        }
        let after = try LogSurvey(repository)
        let heads = Set(try repository.references(layout.references.root).map(\.id))
        let needed = heads.union(content.batches.compactMap(\.commit).flatMap { after.commit($0)?.parents ?? [] })
        for (commit, raw) in content.merges where needed.contains(commit) && !isThere(commit, survey) {
            missing.append(commit)
            _ = try repository.writeTree([])
            _ = try repository.writeCommit(raw: raw)
        }
        return missing.isEmpty ? 0 : try LogSurvey(repository).count(missing)
    }

    private func isThere(_ commit: ObjectID, _ survey: LogSurvey) -> Bool {
        survey.commit(commit).map { survey.isClosed($0.tree) } ?? false
    }

    /// A file that is there but cannot be read (cut off by a power failure) would not be written again.
    private func removeDamagedFiles(of commit: ObjectID, _ survey: LogSurvey) {
        var objects = [commit]
        if let tree = survey.commit(commit)?.tree {
            objects.append(tree)
            objects += survey.probe.tree(tree)?.map(\.id) ?? []
        }
        for id in objects where survey.probe.read(id) == nil {
            let path = "\(repository.commonDirectory)/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
            try? Files.remove(path)
        }
    }

    /// A ref file that a power failure left empty hides the ref: the value before it comes back from packed-refs or
    /// from the reflog.
    private func removeUnreadableRefs() throws {
        for store in LogStore.allCases {
            let name = layout.references.trunk(store)
            let path = Paths.join(repository.commonDirectory, name)
            guard repository.reference(name) == nil, Files.info(path)?.kind == .file else { continue }
            try Files.remove(path)
            let survey = try LogSurvey(repository)
            guard repository.reference(name) == nil,
                let last = Reflog(repository, name).values.last(where: { survey.isWhole($0) })
            else { continue }
            _ = try repository.updateReference(name, to: last, expecting: nil, message: "mlops: heal")
        }
    }

    /// Notes are made again from the log, tracking refs by the next fetch.
    private func healProjections(_ survey: LogSurvey, _ report: inout HealReport) throws {
        for root in ["refs/notes/mlops/", LogReferences.trackingRoot, OpLog.backupRoot] {
            for (name, head) in try repository.references(root) where !survey.isWhole(head) {
                let reflog = Reflog(repository, name)
                let last = reflog.values.last { survey.isWhole($0) }
                if let last, root == "refs/notes/mlops/" {
                    _ = try repository.updateReference(name, to: last, expecting: head, message: "mlops: heal")
                    reflog.keep { survey.isWhole($0) }
                } else {
                    try repository.deleteReference(name)
                }
                report.droppedRefs.append(name)
            }
        }
    }
}
