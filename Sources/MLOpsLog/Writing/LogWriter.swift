internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Puts a batch of ops on the trunk of its store, or beside it.
struct LogWriter {
    /// What came of it.
    struct Landing {
        /// Where the ref was before; nil: it is new.
        let old: ObjectID?
        let commit: ObjectID
        /// The commit's bytes, from which the journal can make it again.
        let raw: [UInt8]
        let isInbox: Bool
        /// Whether everything that was written, and the commit before it, was still there afterwards.
        let isIntact: Bool
    }

    let repository: Repository
    let layout: LogLayout
    let hooks: WriteHooks
    /// Given when objects that the ops name may be gone: they are left out.
    var survey: LogSurvey?
    private static let attempts = 50
    private static let writingAttempts = 30

    /// Writes the batch's objects and moves the ref by compare and swap, so that it also works where flock does not.
    /// After fifty lost races, or while the trunk's lock file stays, the ops go to the writer's inbox: a head of its
    /// own, which the next reader folds. Once the ref has moved nothing here fails any more.
    func land(_ batch: JournalBatch) throws -> Landing {
        let message = LogCommit.message(batch.ops)
        let inbox = layout.references.inbox(try WriterIdentity.current(repository, layout), batch.store)
        for name in [layout.references.trunk(batch.store), inbox] {
            for attempt in 1...Self.attempts {
                if let landing = try attemptToLand(batch, on: name, message, attempt) { return landing }
                Host.pause(milliseconds: Int.random(in: 0...min(attempt * 2, 40)))
            }
        }
        throw LogError(
            .contended, "cannot update ref '\(inbox)': another process holds its lock file",
            hints: ["remove the file '\(inbox).lock' in the git folder if no git process is running"])
    }

    /// Nil when another writer was faster or holds the ref's lock file, or when what was just written was pruned.
    private func attemptToLand(
        _ batch: JournalBatch, on name: String, _ message: String, _ attempt: Int
    ) throws -> Landing? {
        let old = repository.reference(name)
        let parent = old ?? repository.reference(layout.references.trunk(batch.store))
        let new: (id: ObjectID, raw: [UInt8])
        do {
            new = try writeObjects(batch, parent: parent, message)
        } catch let error as GitError {
            if attempt >= Self.writingAttempts { throw error }
            return nil
        }
        hooks.reached(.commit)
        do {
            guard try repository.updateReference(name, to: new.id, expecting: old, message: message, attempts: 1) else {
                return nil
            }
        } catch  where error.code == .locked {
            return nil
        } catch {
            if try ObjectProbe(repository).has(new.id) || attempt >= Self.writingAttempts { throw error }
            return nil
        }
        hooks.reached(.swapped)
        if old == nil { try? repository.ensureReflog(name) }
        return Landing(
            old: old, commit: new.id, raw: new.raw, isInbox: name != layout.references.trunk(batch.store),
            isIntact: LogSurvey.isPresent([new.id] + (parent.map { [$0] } ?? []), in: repository))
    }

    private func writeObjects(
        _ batch: JournalBatch, parent: ObjectID?, _ message: String
    ) throws -> (id: ObjectID, raw: [UInt8]) {
        let tree = try LogCommit.writeTree(
            batch.ops, series: batch.series, snapshots: batch.snapshots, in: repository,
            omitting: survey.map { survey in LogCommit.blobs(of: batch.ops).filter { !survey.has($0) } } ?? [],
            afterOps: { hooks.reached(.blob) })
        hooks.reached(.tree)
        return try CommitSigning.write(
            batch.store, tree: tree, parents: parent.map { [$0] } ?? [], message: message, in: repository)
    }
}
