internal import MLOpsCore
internal import MLOpsGit

/// Puts local notes on top of a remote's.
enum NotesMerge {
    static func tracking(_ remote: String, _ kind: NoteKind) -> String {
        "\(LogReferences.trackingRoot)\(remote)/notes/\(kind.rawValue)"
    }

    /// Takes over what `remote` had at the last fetch: notes that only it has, and lines that people wrote there.
    /// Returns the commits whose notes here were others than the remote's: to be rendered again.
    @discardableResult
    static func take(from remote: String, in store: RunStore) throws -> Set<ObjectID> {
        let cut = try NotesCut(store)
        try cut.apply()
        return try NoteKind.allCases.reduce(into: []) { taken, kind in
            if let tip = store.repository.reference(tracking(remote, kind)), try !cut.isClean(tip) {
                try takePeople(kind, from: tip, cut, store.repository)
            } else {
                taken.formUnion(try take(kind, from: remote, store.repository))
            }
        }
    }

    /// Of notes from before a purge only what people wrote, and none of the history.
    private static func takePeople(
        _ kind: NoteKind, from tip: ObjectID, _ cut: NotesCut, _ repository: Repository
    ) throws {
        guard let local = repository.reference(kind.reference) else { return }
        var notes = try NotesTree(try repository.commit(local).tree, in: repository)
        var isChanged = false
        for (commit, note) in try cut.people(in: repository.commit(tip).tree).notes {
            let ours = try notes[commit].map { try repository.blob($0) } ?? []
            let text = NoteLines.union(ours, try repository.blob(note))
            if text == ours { continue }
            notes[commit] = try repository.writeBlob(text)
            isChanged = true
        }
        if !isChanged { return }
        let commit = try repository.writeCommit(
            tree: try notes.write(in: repository), parents: [local], message: "chore(mlops): take over notes",
            author: try repository.signature(), time: repository.context.now() / 1000)
        _ = try repository.updateReference(
            kind.reference, to: commit, expecting: local, message: "mlops: take notes")
    }

    private static func take(_ kind: NoteKind, from remote: String, _ repository: Repository) throws -> Set<ObjectID> {
        guard let tip = repository.reference(tracking(remote, kind)) else { return [] }
        for _ in 0..<20 {
            let local = repository.reference(kind.reference)
            if let local, repository.isAncestor(tip, of: local) { return [] }
            var both: Set<ObjectID> = []
            var target = tip
            if let local, repository.isAncestor(local, of: tip) {
                both = try replaced(local, tip, repository)
            } else if let local {
                target = try join(local, tip, &both, repository)
            }
            if try repository.updateReference(
                kind.reference, to: target, expecting: local, message: "mlops: take notes")
            {
                return both
            }
        }
        return []
    }

    /// Commits whose notes are others in `tip`, or gone: who wrote that may have had fewer ops than this clone.
    private static func replaced(_ local: ObjectID, _ tip: ObjectID, _ repository: Repository) throws -> Set<ObjectID> {
        let theirs = try NotesTree(try repository.commit(tip).tree, in: repository).notes
        let ours = try NotesTree(try repository.commit(local).tree, in: repository).notes
        return Set(ours.filter { theirs[$0.key] != $0.value }.keys)
    }

    /// A commit with the notes of both.
    private static func join(
        _ local: ObjectID, _ tip: ObjectID, _ both: inout Set<ObjectID>, _ repository: Repository
    ) throws -> ObjectID {
        var merged = try NotesTree(try repository.commit(tip).tree, in: repository)
        for (commit, note) in try NotesTree(try repository.commit(local).tree, in: repository).notes {
            guard let theirs = merged[commit] else {
                merged[commit] = note
                continue
            }
            if theirs == note { continue }
            both.insert(commit)
            let text = NoteLines.union(try repository.blob(note), try repository.blob(theirs))
            merged[commit] = try repository.writeBlob(text)
        }
        return try repository.writeCommit(
            tree: try merged.write(in: repository), parents: [local, tip].sorted(),
            message: "chore(mlops): merge notes",
            author: try repository.signature(), time: repository.context.now() / 1000)
    }
}
