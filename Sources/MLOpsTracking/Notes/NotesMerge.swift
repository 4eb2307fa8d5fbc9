internal import MLOpsCore
internal import MLOpsGit

/// Puts local notes on top of a remote's.
enum NotesMerge {
    static func tracking(_ remote: String, _ kind: NoteKind) -> String {
        "\(LogReferences.trackingRoot)\(remote)/notes/\(kind.rawValue)"
    }

    /// Takes over what `remote` had at the last fetch: notes that only it has, and lines that people wrote there.
    /// Returns the commits whose notes both had, and not the same: to be rendered again.
    @discardableResult
    static func take(from remote: String, _ repository: Repository) throws -> Set<ObjectID> {
        try NoteKind.allCases.reduce(into: []) { $0.formUnion(try take($1, from: remote, repository)) }
    }

    private static func take(_ kind: NoteKind, from remote: String, _ repository: Repository) throws -> Set<ObjectID> {
        guard let tip = repository.reference(tracking(remote, kind)) else { return [] }
        for _ in 0..<20 {
            let local = repository.reference(kind.reference)
            if let local, repository.isAncestor(tip, of: local) { return [] }
            var both: Set<ObjectID> = []
            let target =
                try local.map { repository.isAncestor($0, of: tip) ? tip : try join($0, tip, &both, repository) } ?? tip
            if try repository.updateReference(
                kind.reference, to: target, expecting: local, message: "mlops: take notes")
            {
                return both
            }
        }
        return []
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
