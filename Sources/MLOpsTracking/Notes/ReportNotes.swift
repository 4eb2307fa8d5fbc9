package import MLOpsCore
package import MLOpsGit

/// Pages that people keep with a commit: `refs/notes/mlops/report`. Unlike the other notes they are no projection of
/// the log, and so nothing rewrites them. They travel with it.
package enum ReportNotes {
    package static let reference = "refs/notes/mlops/report"

    /// Keeps the page `text` with `commit`, in the place of the one with its title. False when it was kept already.
    @discardableResult
    package static func write(_ text: String, on commit: ObjectID, in repository: Repository) throws -> Bool {
        for _ in 0..<20 {
            let head = repository.reference(reference)
            var tree = try head.map { try NotesTree(try repository.commit($0).tree, in: repository) } ?? NotesTree()
            let old = try tree[commit].map { try repository.blob($0) } ?? []
            let note = try repository.writeBlob(Array(ReportNote(old.asText).adding(ReportNote(text)).text.utf8))
            if tree[commit] == note { return false }
            tree[commit] = note
            let new = try repository.writeCommit(
                tree: try tree.write(in: repository), parents: head.map { [$0] } ?? [],
                message: "chore(mlops): keep a report", author: try repository.signature(),
                time: repository.context.now() / 1000)
            let message = "mlops: keep a report"
            if try repository.updateReference(reference, to: new, expecting: head, message: message) { return true }
        }
        throw GitError(.commandFailed, "cannot lock ref '\(reference)'")
    }

    /// Where the pages that `remote` had at the last fetch stand.
    static func tracking(_ remote: String) -> String { "\(LogReferences.trackingRoot)\(remote)/notes/report" }

    /// Takes over the pages that `remote` had at the last fetch. Where both sides keep a page of one title with one
    /// commit, that of the side which wrote last counts.
    static func take(from remote: String, in repository: Repository) throws {
        guard let tip = repository.reference(tracking(remote)) else { return }
        for _ in 0..<20 {
            let local = repository.reference(reference)
            if let local, repository.isAncestor(tip, of: local) { return }
            let target =
                try local.map { repository.isAncestor($0, of: tip) ? tip : try join($0, tip, repository) } ?? tip
            let message = "mlops: take reports"
            if try repository.updateReference(reference, to: target, expecting: local, message: message) { return }
        }
    }

    private static func join(_ local: ObjectID, _ tip: ObjectID, _ repository: Repository) throws -> ObjectID {
        let sides = [try repository.commit(local), try repository.commit(tip)].sorted {
            ($0.committedSeconds, $0.id) < ($1.committedSeconds, $1.id)
        }
        var pages = try NotesTree(sides[0].tree, in: repository)
        for (commit, page) in try NotesTree(sides[1].tree, in: repository).notes where pages[commit] != page {
            let old = try pages[commit].map { try repository.blob($0) } ?? []
            let note = ReportNote(old.asText).adding(ReportNote(try repository.blob(page).asText))
            pages[commit] = try repository.writeBlob(Array(note.text.utf8))
        }
        return try repository.writeCommit(
            tree: try pages.write(in: repository), parents: [local, tip].sorted(),
            message: "chore(mlops): merge reports", author: try repository.signature(),
            time: repository.context.now() / 1000)
    }
}
