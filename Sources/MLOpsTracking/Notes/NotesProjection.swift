package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex

/// Writes refs/notes/mlops/{metrics,params,lineage} from the log: what `git log --notes=mlops/metrics` shows. They are
/// a projection, never the truth: deleting them loses nothing.
package enum NotesProjection {
    /// Brings the notes of `commits` up to date; nil: of every commit that a run is attached to.
    package static func update(_ commits: [ObjectID]? = nil, in store: RunStore) throws {
        let commits = try commits ?? allCommits(store)
        if commits.isEmpty { return }
        var lines: [ObjectID: [(record: RunRecord, mark: String)]] = [:]
        for commit in commits {
            lines[commit] = try store.runs(of: commit).compactMap { found in
                try store.record(found.run).map { ($0, found.mark) }
            }
        }
        for kind in NoteKind.allCases { try update(kind, lines, in: store.repository) }
    }

    /// Commits with attachments, and those that they were rewritten into.
    private static func allCommits(_ store: RunStore) throws -> [ObjectID] {
        var commits = Set(try store.index.attachedCommits())
        let rewrites = Dictionary(grouping: try store.index.rewrites(), by: \.old)
        var queue = Array(commits)
        while let old = queue.popLast() {
            for rewrite in rewrites[old] ?? [] where commits.insert(rewrite.new).inserted { queue.append(rewrite.new) }
        }
        return commits.compactMap { ObjectID(hex: $0) }.sorted()
    }

    private static func update(
        _ kind: NoteKind, _ lines: [ObjectID: [(record: RunRecord, mark: String)]], in repository: Repository
    ) throws {
        for _ in 0..<20 {
            let head = repository.reference(kind.reference)
            let oldTree = try head.map { try repository.commit($0).tree }
            var tree = try oldTree.map { try NotesTree($0, in: repository) } ?? NotesTree()
            for (commit, runs) in lines {
                let existing = try tree[commit].map { try repository.blob($0) }
                let rendered = runs.map { ($0.record.id, NoteLines.line($0.record, mark: $0.mark, kind: kind)) }
                let text = NoteLines.text(rendered, existing: existing)
                if text != existing { tree[commit] = try text.map { try repository.writeBlob($0) } }
            }
            let newTree = try tree.write(in: repository)
            if newTree == oldTree || (oldTree == nil && tree.notes.isEmpty) { return }
            if try commit(newTree, on: head, kind, repository) { return }
        }
    }

    private static func commit(
        _ tree: ObjectID, on head: ObjectID?, _ kind: NoteKind, _ repository: Repository
    ) throws -> Bool {
        let message = "chore(mlops): update \(kind.rawValue) notes"
        let commit = try repository.writeCommit(
            tree: tree, parents: head.map { [$0] } ?? [], message: message, author: try repository.signature(),
            time: repository.context.now() / 1000)
        return try repository.updateReference(kind.reference, to: commit, expecting: head, message: message)
    }
}
