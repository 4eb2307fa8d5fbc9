internal import Crypto
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsLog
internal import MLOpsSystem

/// Notes after a purge. They show parameters and metrics, and their history shows what they once were: it begins anew
/// with a commit that says what had been purged by then. What people wrote is kept.
struct NotesCut {
    private let store: RunStore
    private let purges: PurgeSet
    private var repository: Repository { store.repository }

    init(_ store: RunStore) throws {
        self.store = store
        purges = try store.log.index.purges()
    }

    /// Cuts the local notes where that is due; they are to be rendered again. Tells whether anything was.
    @discardableResult
    func apply() throws -> Bool {
        if purges.isEmpty { return false }
        var isCut = false
        for kind in NoteKind.allCases {
            guard let old = repository.reference(kind.reference), try !isClean(old) else { continue }
            let new = try begin(with: repository.commit(old).tree)
            guard
                try repository.updateReference(kind.reference, to: new, expecting: old, message: "mlops: purge notes")
            else { continue }
            _ = try repository.git(["reflog", "expire", "--expire=now", kind.reference])
            try store.log.scrubLater(old)
            isCut = true
        }
        if isCut { try NotesState(store).forget() }
        return isCut
    }

    /// Whether no note from before a purge is in the history of `tip`.
    func isClean(_ tip: ObjectID) throws -> Bool {
        if purges.isEmpty { return true }
        let mark = mark
        for id in try repository.walk(from: [tip]) {
            let commit = try repository.commit(id)
            if commit.parents.isEmpty, !commit.message.contains(mark) { return false }
        }
        return true
    }

    /// What people wrote in the notes of `tree`, and nothing else.
    func people(in tree: ObjectID) throws -> NotesTree {
        var notes = try NotesTree(tree, in: repository)
        for (commit, note) in notes.notes {
            let old = try repository.blob(note)
            let kept = NoteLines.text([], existing: old)
            if kept != old { notes[commit] = try kept.map { try repository.writeBlob($0) } }
        }
        return notes
    }

    /// Takes the remote's notes with history from before a purge away, as they were at the last fetch: ours take their
    /// place. Not forced: somebody who pushed since keeps theirs.
    func replace(on sync: LogSync) throws {
        if purges.isEmpty { return }
        for kind in NoteKind.allCases {
            let tracking = NotesMerge.tracking(sync.remote, kind)
            guard let tip = repository.reference(tracking), try !isClean(tip) else { continue }
            let update = RefUpdate.delete(sync.references.remoteName(kind.reference), at: tip)
            if try sync.git.push([update]).isDone(update) {
                try sync.track(nil, as: tracking)
                try store.log.scrubLater(tip)
            }
        }
    }

    private func begin(with tree: ObjectID) throws -> ObjectID {
        try repository.writeCommit(
            tree: try people(in: tree).write(in: repository), parents: [],
            message: "chore(mlops): begin notes anew\n\n\(mark)", author: try repository.signature(),
            time: repository.context.now() / 1000)
    }

    private var mark: String {
        let text = Array(purges.subjects.sorted().joined(separator: "\n").utf8)
        return "Purged: " + Hex.encode(SHA256.hash(data: text).prefix(8))
    }
}
