internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem

/// Sends the log to a remote and gets it from there, always forward, never by force.
package struct LogSync {
    package enum PushResult: Sendable, Equatable {
        case nothingToPush
        /// How many ops are new on the remote.
        case pushed(Int)
        /// The remote took that many ops as an extra head; whoever pushes next folds it.
        case pushedToInbox(Int)
        case refused(String)
    }

    let store: RunStore
    let remote: String
    let git: RemoteGit
    var repository: Repository { store.repository }
    var references: LogReferences { store.log.layout.references }

    /// Names under which this process's own git commands run: hooks that they start do nothing.
    package static let guardVariable = "GIT_MLOPS_IN_SYNC"

    /// `timeLimit`: milliseconds for all that this value does with the remote.
    package init(_ store: RunStore, remote: String, timeLimit: Int64? = nil) {
        self.store = store
        self.remote = remote
        git = RemoteGit(
            repository: store.repository, remote: remote,
            deadline: timeLimit.map { MonotonicClock.milliseconds() + $0 })
    }

    /// Fetches the log and the notes of the remote into tracking refs, folds the log into the trunks and brings the
    /// notes up to date. A remote without them is no error. Fills holes of a shallow or partial clone.
    package func fetch() throws {
        let refspecs = Self.refspecs(remote, references, try repository.config)
        if store.log.holes.isEmpty { try git.fetch(refspecs) } else { try fill(refspecs) }
        try takeFetched()
    }

    static func refspecs(_ remote: String, _ references: LogReferences, _ config: GitConfig) -> [String] {
        let stores = LogReferences.stores(configured: config.all("mlops.stores"))
        return references.fetchRefspecs(remote, stores: stores)
            + [references.notesRefspec(remote), references.laterRefspec(remote)]
    }

    /// Folds what a fetch brought, and brings the notes up to date.
    package func takeFetched() throws {
        if LaterFormat.isOn(remote, repository) {
            repository.context.reporter.warning(LaterFormat.sentence("'\(remote)'"))
            repository.context.reporter.hint(LaterFormat.hint)
        }
        try store.log.refresh()
        try store.log.foldTracking()
        try RegistryNotices(store).tell()
        if git.deadline == nil { try applyPurges() }
        try ReportNotes.take(from: remote, in: repository)
        try NotesProjection.update(in: store, others: try NotesMerge.take(from: remote, in: store))
    }

    /// Gets everything again, as if the clone had nothing, and takes the log's commits out of the boundary at which
    /// history is cut off. The rest of the history stays as it is.
    private func fill(_ refspecs: [String]) throws {
        let boundary = Set(store.log.holes.boundary)
        let file = Paths.join(store.log.layout.directory, "shallow-\(repository.context.randomBits())")
        defer { try? Files.remove(file) }
        if !boundary.isEmpty { try repository.writeShallowBoundary(without: boundary, to: file) }
        try git.fetch(refspecs, again: true, shallowFile: boundary.isEmpty ? nil : file)
        try store.log.lookForHoles()
    }

    /// Pushes the trunks and the notes in one push. A lost race is fetched, merged and tried again; after three the log
    /// goes to this writer's inbox.
    ///
    /// `evenNotes`: push notes, too, when nothing else is new. Not worth the way at every push of the user's.
    package func push(evenNotes: Bool = false) throws -> PushResult {
        try RegistryYields.append(in: store, remote: remote)
        try NotesCut(store).replace(on: self)
        var plan = try PushPlan(store, remote: remote)
        if plan.isEmpty, !evenNotes || NotesPush(remote, references, repository).updates.isEmpty {
            try pruneEarlier()
            return .nothingToPush
        }
        let count = try store.unpushedOps(to: remote)
        for attempt in 1...3 {
            switch try send(plan) {
            case .done:
                try pruneEarlier()
                return count == 0 ? .nothingToPush : .pushed(count)
            case .refused(let reason): return .refused(reason)
            case .outdated: break
            }
            if attempt == 3 { break }
            pause(attempt)
            try fetch()
            try RegistryYields.append(in: store, remote: remote)
            plan = try PushPlan(store, remote: remote)
            if plan.isEmpty { return .pushed(count) }
        }
        return try pushToInbox()
    }

    /// As ``push()``, but straight to the inbox in a shallow clone of a CI job: that one is short-lived, and fetching the
    /// log would take longer than its own ops.
    package func pushAsClone() throws -> PushResult {
        try isDisposable ? pushToInbox() : push()
    }

    /// Whether this is a shallow clone of a CI job.
    package var isDisposable: Bool { repository.isShallow && isJob }

    /// Whether a CI system says that it runs this.
    package var isJob: Bool {
        !["", "0", "false", nil].contains(repository.context.environment["CI"]?.lowercased())
    }

    /// Pushes what the remote lacks to this writer's inbox there: nobody else writes it, so that no race can be lost and
    /// nothing need be fetched first.
    package func pushToInbox() throws -> PushResult {
        let plan = try PushPlan(store, remote: remote)
        if plan.trunks.isEmpty { return .nothingToPush }
        let count = try store.unpushedOps(to: remote)
        if count == 0 { return .nothingToPush }
        let writer = try WriterIdentity.current(repository, store.log.layout)
        let updates = plan.trunks.map {
            RefUpdate.set(references.remoteName(references.inbox(writer, $0.store)), to: $0.id)
        }
        let report = try git.push(updates)
        for (trunk, update) in zip(plan.trunks, updates) {
            guard report.isDone(update) else {
                return .refused(report.refusal(of: updates) ?? report.complaint)
            }
            let name = references.inbox(writer, trunk.store)
            try track(trunk.id, as: LogReferences.tracking(remote) + name.dropFirst(references.root.utf8.count))
        }
        return .pushedToInbox(count)
    }

    /// Others that lost the same race try again, too: not at the same moment.
    private func pause(_ attempt: Int) {
        usleep(UInt32(repository.context.randomBits() % UInt64(100_000 * attempt)))
    }

    func track(_ id: ObjectID?, as name: String) throws {
        guard let id else {
            try repository.deleteReference(name)
            return
        }
        let old = repository.reference(name)
        _ = try repository.updateReference(name, to: id, expecting: old, message: "mlops: push")
    }
}
