internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem

/// Sends the log to a remote and gets it from there, always forward, never by force.
package struct LogSync {
    package enum PushResult: Sendable, Equatable {
        case nothingToPush
        /// How many log commits are new on the remote.
        case pushed(Int)
        /// The remote took them as an extra head; whoever pushes next folds it.
        case pushedToInbox
        case refused(String)
    }

    let store: RunStore
    let remote: String
    /// On the clock of ``MonotonicClock``; nil: no limit.
    private let deadline: Int64?
    var repository: Repository { store.repository }
    private var layout: LogLayout { store.log.layout }

    /// Names under which this process's own git commands run: hooks that they start do nothing.
    package static let guardVariable = "GIT_MLOPS_IN_SYNC"

    /// `timeLimit`: milliseconds for all that this value does with the remote.
    package init(_ store: RunStore, remote: String, timeLimit: Int64? = nil) {
        deadline = timeLimit.map { MonotonicClock.milliseconds() + $0 }
        self.store = store
        self.remote = remote
    }

    /// Fetches the log and the notes of the remote into tracking refs and folds the log into the trunk. A remote
    /// without them is no error.
    package func fetch() throws {
        let result = try git([
            "fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=",
            remote,
            layout.references.fetchRefspec(remote),
            "+refs/notes/mlops/*:\(LogReferences.trackingRoot)\(remote)/notes/*",
        ])
        guard result.status.isSuccess else { throw GitError(.commandFailed, Self.firstLine(result.errors)) }
        try store.log.refresh()
        try store.log.foldTracking()
        if deadline == nil { try applyPurges() }
    }

    /// Pushes the trunks and the notes. A lost race is fetched, merged and tried again; after three the log goes to
    /// this writer's inbox.
    package func push() throws -> PushResult {
        var result = PushResult.nothingToPush
        for store in LogStore.allCases {
            switch (result, try push(store)) {
            case (_, .nothingToPush): continue
            case (.pushed(let earlier), .pushed(let new)): result = .pushed(earlier + new)
            case (_, let other): result = other
            }
            if case .refused = result { return result }
        }
        if try !pruneEarlier().isEmpty, deadline == nil { _ = try store.log.scrub() }
        return result
    }

    private func push(_ store: LogStore) throws -> PushResult {
        let name = layout.references.trunk(store)
        let tracking = layout.references.trackingTrunk(remote, store)
        guard let first = repository.reference(name) else { return .nothingToPush }
        if first == repository.reference(tracking) { return .nothingToPush }
        for attempt in 0..<3 {
            if store == .registry { try RegistryYields.append(in: self.store, remote: remote) }
            let trunk = repository.reference(name) ?? first
            switch try pushReference(trunk, to: name) {
            case .done:
                let new = try newCommits(trunk, since: tracking)
                try track(trunk, as: tracking)
                if store == .runs { try pushNotes() }
                return .pushed(new)
            case .rejected:
                if attempt < 2 { try fetch() }
            case .failed(let reason): return .refused(reason)
            }
        }
        return try pushToInbox(first, store)
    }

    private func pushToInbox(_ trunk: ObjectID, _ store: LogStore) throws -> PushResult {
        let writer = try WriterIdentity.current(repository, layout)
        switch try pushReference(
            repository.reference(layout.references.trunk(store)) ?? trunk, to: layout.references.inbox(writer, store))
        {
        case .done: return .pushedToInbox
        case .rejected(let reason), .failed(let reason): return .refused(reason)
        }
    }

    enum RefResult {
        case done
        case rejected(String)
        case failed(String)
    }

    /// One push of one ref, judged by the flag that `--porcelain` prints for it, not by the words of an error.
    func pushReference(_ id: ObjectID, to name: String) throws -> RefResult {
        let result = try git(["push", "--quiet", "--no-verify", "--porcelain", remote, "\(id):\(name)"])
        for line in result.output.asText.split(separator: "\n") where line.contains(":\(name)\t") {
            let reason = String(line.split(separator: "\t").last ?? "")
            switch line.first {
            case " ", "*", "=": return .done
            case "!"
            where reason.contains("(non-fast-forward)") || reason.contains("(fetch first)")
                || reason.contains("(stale info)"):
                return .rejected(reason)
            default: return .failed(reason)
            }
        }
        return result.status.isSuccess ? .done : .failed(Self.firstLine(result.errors))
    }

    private func newCommits(_ trunk: ObjectID, since tracking: String) throws -> Int {
        let known = repository.reference(tracking).map { [$0] } ?? []
        return try repository.walk(from: [trunk], hiding: known).count
    }

    func track(_ id: ObjectID, as name: String) throws {
        let old = repository.reference(name)
        _ = try repository.updateReference(name, to: id, expecting: old, message: "mlops: push")
    }

    /// Notes are rendered again on top of what the remote has, so that their push is a step forward too. Losing a
    /// race here is no loss: they are regenerated from the log.
    private func pushNotes() throws {
        for kind in NoteKind.allCases {
            guard let local = repository.reference(kind.reference) else { continue }
            let tracking = "\(LogReferences.trackingRoot)\(remote)/notes/\(kind.rawValue)"
            if local == repository.reference(tracking) { continue }
            if case .done = try pushReference(
                try NotesMerge.rebased(local, on: tracking, kind, repository), to: kind.reference)
            {
                try track(repository.reference(kind.reference) ?? local, as: tracking)
            }
        }
    }

    func git(_ arguments: [String]) throws -> ChildResult {
        let left = deadline.map { max(1, $0 - MonotonicClock.milliseconds()) }
        let result = try repository.git(
            arguments, environment: [Self.guardVariable: "1", "GIT_TERMINAL_PROMPT": "0"], timeLimit: left)
        if let left, left <= 1 || result.status == .signaled(15) {
            throw GitError(.commandFailed, "'\(remote)' took too long")
        }
        return result
    }

    private static func firstLine(_ errors: [UInt8]) -> String {
        let line = errors.split(separator: 0x0a).first.map { Array($0).asText } ?? "git failed"
        for prefix in ["fatal: ", "error: "] where line.hasPrefix(prefix) {
            return String(line.dropFirst(prefix.count))
        }
        return line
    }
}
