internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
package import MLOpsLog

extension NotesProjection {
    /// Commits whose notes are not what the log says; one finding for each kind of notes.
    package static func findings(in store: RunStore) throws -> [LogFinding] {
        // As in update: of a commit that is not in this clone somebody else knows, and one that just came is next.
        let arrived = NotesState(store).arrived
        let commits = try allCommits(store).filter { store.repository.hasObject($0) && !arrived.contains($0) }
        let notes = try commits.map { ($0, try CommitNote($0, in: store)) }
        return try NoteKind.allCases.compactMap { kind in
            let tree = try store.repository.reference(kind.reference).map {
                try NotesTree(try store.repository.commit($0).tree, in: store.repository)
            }
            let wrong = try notes.filter { commit, note in
                let existing = try tree?[commit].map { try store.repository.blob($0) }
                return note.text(kind, existing: existing) != existing
            }
            guard let example = wrong.first?.0 else { return nil }
            return LogFinding(
                .notes, kind.reference,
                "the notes of \(wrong.count) \(wrong.count == 1 ? "commit" : "commits") are not what the log says, of "
                    + "'\(example)' for one", mend: LogFinding.repair)
        }
    }

    /// Makes the notes of all commits anew, whatever is remembered about them.
    package static func rebuild(in store: RunStore) throws {
        try update(try allCommits(store), in: store)
    }

    private static func allCommits(_ store: RunStore) throws -> [ObjectID] {
        try withSuccessors(Set(try store.index.attachedCommits()), store).sorted()
    }
}
