internal import MLOpsCore
internal import MLOpsGit

/// Puts local notes on top of a remote's.
enum NotesMerge {
    /// A commit with `local`'s notes that descends from the remote's tip, and the local ref moved to it. Lines that
    /// people wrote in the remote's notes are kept.
    static func rebased(
        _ local: ObjectID, on tracking: String, _ kind: NoteKind, _ repository: Repository
    ) throws -> ObjectID {
        guard let tip = repository.reference(tracking), !repository.isAncestor(tip, of: local) else { return local }
        if repository.isAncestor(local, of: tip) {
            _ = try repository.updateReference(kind.reference, to: tip, expecting: local, message: "mlops: take notes")
            return tip
        }
        var merged = try NotesTree(try repository.commit(tip).tree, in: repository)
        for (commit, note) in try NotesTree(try repository.commit(local).tree, in: repository).notes {
            merged[commit] = try union(of: note, merged[commit], repository)
        }
        let commit = try repository.writeCommit(
            tree: try merged.write(in: repository), parents: [local, tip], message: "chore(mlops): merge notes",
            author: try repository.signature(), time: repository.context.now() / 1000)
        _ = try repository.updateReference(kind.reference, to: commit, expecting: local, message: "mlops: merge notes")
        return commit
    }

    /// Our lines by run id (ours win), then the lines that people wrote, each once.
    private static func union(of ours: ObjectID, _ theirs: ObjectID?, _ repository: Repository) throws -> ObjectID {
        guard let theirs, theirs != ours else { return ours }
        var lines: [String: String] = [:]
        var human: [String] = []
        for blob in [theirs, ours] {
            for line in try repository.blob(blob).asText.split(separator: "\n").map(String.init) {
                if line.hasPrefix("r-") {
                    lines[String(line.prefix { $0 != " " })] = line
                } else if !human.contains(line) {
                    human.append(line)
                }
            }
        }
        let text = (lines.sorted { $0.key < $1.key }.map(\.value) + human).joined(separator: "\n") + "\n"
        return try repository.writeBlob(Array(text.utf8))
    }
}
