package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsLog

/// Writes refs/notes/mlops/{metrics,params,lineage} from the log: what `git log --notes=mlops/metrics` shows. They are
/// a projection, never the truth: deleting them loses nothing.
package enum NotesProjection {
    /// Brings the notes of `commits` up to date. To that of a commit which is not in this clone, lines are only added:
    /// whether a run's snapshot is its tree, only who has it can tell.
    package static func update(_ commits: [ObjectID], in store: RunStore) throws {
        if commits.isEmpty { return }
        let notes = try commits.map { ($0, try CommitNote($0, in: store)) }
        for kind in NoteKind.allCases { try update(kind, notes, in: store.repository) }
    }

    /// Brings the notes of every commit up to date that new ops concern, or that is one of `others`: those of ops that
    /// came since the last time, found by the heads of that time; without them all.
    package static func update(in store: RunStore, others: Set<ObjectID> = []) throws {
        let state = NotesState(store)
        let heads = try store.log.heads(of: .runs)
        var commits = others.union(state.arrived)
        if state.covers(heads) {
            if commits.isEmpty { return }
        } else if let ops = try state.newOps(heads) {
            commits.formUnion(try Self.commits(of: ops, store))
        } else {
            commits.formUnion(try withSuccessors(Set(try store.index.attachedCommits()), store))
        }
        try update(commits.sorted(), in: store)
        try state.remember(heads, commits)
    }

    /// Commits whose notes the ops may change.
    private static func commits(of ops: [Op], _ store: RunStore) throws -> Set<ObjectID> {
        var names: Set<String> = []
        for op in ops {
            for key in ["commit", "new"] { if let name = op.body[key]?.stringValue { names.insert(name) } }
        }
        for run in Set(ops.compactMap(\.run)) { names.formUnion(try store.index.commits(ofRun: run)) }
        return try withSuccessors(names, store)
    }

    /// With the commits that they were rewritten into.
    static func withSuccessors(_ commits: Set<String>, _ store: RunStore) throws -> Set<ObjectID> {
        if commits.isEmpty { return [] }
        var commits = commits
        let rewrites = Dictionary(grouping: try store.index.rewrites(), by: \.old)
        var queue = rewrites.isEmpty ? [] : Array(commits)
        while let old = queue.popLast() {
            for rewrite in rewrites[old] ?? [] where commits.insert(rewrite.new).inserted { queue.append(rewrite.new) }
        }
        return Set(commits.compactMap { ObjectID(hex: $0) })
    }

    private static func update(
        _ kind: NoteKind, _ notes: [(commit: ObjectID, note: CommitNote)], in repository: Repository
    ) throws {
        for _ in 0..<20 {
            let head = repository.reference(kind.reference)
            let new =
                notes.count > batchLimit
                ? try repository.writeTogether { try write(kind, notes, on: head, repository) }
                : try write(kind, notes, on: head, repository)
            guard let new else { return }
            let message = "mlops: update \(kind.rawValue) notes"
            if try repository.updateReference(kind.reference, to: new, expecting: head, message: message) { return }
        }
    }

    /// From so many notes on they are brought to disk together.
    private static let batchLimit = 32

    /// A commit with the notes as they should be; nil when `head` has them.
    private static func write(
        _ kind: NoteKind, _ notes: [(commit: ObjectID, note: CommitNote)], on head: ObjectID?, _ repository: Repository
    ) throws -> ObjectID? {
        var tree = try head.map { try NotesTree(try repository.commit($0).tree, in: repository) } ?? NotesTree()
        var isChanged = false
        for (commit, note) in notes {
            let existing = try tree[commit].map { try repository.blob($0) }
            let text =
                if let existing, !repository.hasObject(commit) {
                    NoteLines.union(existing, note.text(kind, existing: nil) ?? []) as [UInt8]?
                } else {
                    note.text(kind, existing: existing)
                }
            if text == existing { continue }
            tree[commit] = try text.map { try repository.writeBlob($0) }
            isChanged = true
        }
        if !isChanged { return nil }
        return try repository.writeCommit(
            tree: try tree.write(in: repository), parents: head.map { [$0] } ?? [],
            message: "chore(mlops): update \(kind.rawValue) notes", author: try repository.signature(),
            time: repository.context.now() / 1000)
    }
}
