package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

extension OpLog {
    /// Appends ops to the trunk of `store`; they are in the repository, on disk, when this returns. When it throws, none
    /// of them is and none will be. `snapshots` are trees to keep alive.
    @discardableResult
    package func append(_ drafts: [OpDraft], to store: LogStore = .runs, snapshots: [ObjectID] = []) throws -> [Op] {
        let ops = try withLock {
            try refresh()
            let ops = try seal(drafts)
            var batch = JournalBatch(
                id: JournalBatch.name(repository.context.randomBits()), store: store, ops: ops, snapshots: snapshots)
            for (op, draft) in zip(ops, drafts) where !draft.series.isEmpty { batch.series[op.id] = draft.series }
            try write(batch)
            return ops
        }
        LogUpkeep(self).countFlush()
        return ops
    }

    /// Does `work` while other writers wait, as far as they can be made to. It may be asked for again inside.
    func withLock<R>(_ work: () throws -> R) throws -> R {
        if isLocked { return try work() }
        let hooks = WriteHooks(repository)
        let lock = try LogLock(layout, isDisabled: hooks.isWithoutLock)
        isLocked = true
        defer {
            isLocked = false
            lock.release()
        }
        hooks.reached(.locked)
        return try work()
    }

    private func write(_ batch: JournalBatch) throws {
        let hooks = WriteHooks(repository)
        let landing = try land(batch, hooks)
        // The ops are in the log: that an index lags behind, or that others lost objects, fails nobody.
        if !landing.isIntact { _ = try? heal() }
        try? add(batch.ops, landing)
        hooks.reached(.indexed)
    }

    /// Writes the batch to the journal and then to the log; its journal file is free again afterwards.
    private func land(_ batch: JournalBatch, _ hooks: WriteHooks) throws -> LogWriter.Landing {
        let entry = try journal.begin(batch, writer: try WriterIdentity.current(repository, layout))
        hooks.reached(.journaled)
        let landing: LogWriter.Landing
        do {
            landing = try LogWriter(repository: repository, layout: layout, hooks: hooks).land(batch)
        } catch {
            entry.withdraw()
            throw error
        }
        entry.settle(batch.id, commit: landing.commit, raw: landing.raw)
        hooks.reached(.settled)
        return landing
    }

    private func add(_ ops: [Op], _ landing: LogWriter.Landing) throws {
        let indexed = try index.heads()
        let isNext = landing.old.map { indexed.contains($0.hex) } ?? !landing.isInbox
        if isNext, landing.isIntact, !ops.contains(where: \.isPurge) {
            let heads = indexed.subtracting([landing.old?.hex].compactMap { $0 }).union([landing.commit.hex])
            try index.add(try LogCommit.readPlaced(landing.commit, in: repository).ops, heads: heads, refold: row)
        } else {
            // A writer that the lock does not stop was faster: its ops are not indexed yet. Or what is indexed was purged.
            try refresh()
        }
    }

    /// Puts a commit of ops that are in the log already on the trunk by compare and swap.
    func advance(_ store: LogStore, tree: ObjectID, message: String) throws -> (old: ObjectID?, new: ObjectID) {
        let trunk = layout.references.trunk(store)
        for _ in 0..<50 {
            let old = repository.reference(trunk)
            let new = try repository.writeCommit(
                tree: tree, parents: old.map { [$0] } ?? [], message: message, author: try repository.signature(),
                time: repository.context.now() / 1000)
            if try repository.updateReference(trunk, to: new, expecting: old, message: message) {
                if old == nil { try repository.ensureReflog(trunk) }
                return (old, new)
            }
        }
        throw LogError(.contended, "cannot update ref '\(trunk)': other writers were always faster")
    }

    func seal(_ drafts: [OpDraft]) throws -> [Op] {
        let context = repository.context
        let writer = try WriterIdentity.current(repository, layout)
        let author = try repository.signature().email
        var lamport = try index.lamport()
        return drafts.map { draft in
            lamport += 1
            return draft.sealed(
                writer: writer, nonce: context.randomBits(), lamport: lamport, time: context.now(), author: author)
        }
    }

    /// Keeps a merge's bytes, so that it can be made again like commits with ops.
    func keepInJournal(_ merge: ObjectID) throws {
        guard let raw = try ObjectProbe(repository).read(merge)?.bytes else { return }
        try journal.keepMerge(merge, raw: raw, writer: try WriterIdentity.current(repository, layout))
    }

    func keepInJournal(_ proposal: LogProposal) throws {
        guard let raw = try ObjectProbe(repository).read(proposal.commit)?.bytes else { return }
        let batch = JournalBatch(
            id: JournalBatch.name(repository.context.randomBits()), store: proposal.store, ops: proposal.ops)
        let entry = try journal.begin(batch, writer: try WriterIdentity.current(repository, layout))
        entry.settle(batch.id, commit: proposal.commit, raw: raw)
    }

    /// Writes to the log what a dead process had in its journal. Its ops have their names already: what had arrived in
    /// the log is not written twice.
    func finishJournal() throws {
        try withLock {
            try refresh()
            for path in journal.unsettled() {
                guard let entry = try JournalEntry(unsettled: path) else { continue }
                let batches = entry.waiting
                if batches.isEmpty { entry.cutTornLines() }
                for batch in batches { try finish(batch, entry) }
            }
        }
    }

    private func finish(_ batch: JournalBatch, _ entry: JournalEntry) throws {
        if let op = batch.ops.first, let commit = try index.commits(holding: op).first {
            let raw = try ObjectProbe(repository).read(commit)?.bytes ?? []
            return entry.settle(batch.id, commit: commit, raw: raw)
        }
        let survey = try LogSurvey(repository)
        var whole = batch
        whole.snapshots = batch.snapshots.filter { survey.isClosed($0) }
        let lost = Set(batch.snapshots).subtracting(whole.snapshots)
        let hooks = WriteHooks(repository)
        let landing = try LogWriter(repository: repository, layout: layout, hooks: hooks, survey: survey).land(whole)
        entry.settle(batch.id, commit: landing.commit, raw: landing.raw)
        if !lost.isEmpty {
            var report = HealReport()
            report.lostObjects = lost
            repository.context.reporter.warning(report.sentence ?? "")
        }
        try refresh()
    }
}
