package import MLOpsCore
package import MLOpsGit

/// Pages that people keep with a commit: `refs/notes/mlops/report`. Unlike the other notes they are no projection of
/// the log, and so nothing rewrites them.
package enum ReportNotes {
    package static let reference = "refs/notes/mlops/report"

    /// Keeps `text` with `commit`, in the place of what was kept there. False when it was kept already.
    @discardableResult
    package static func write(_ text: String, on commit: ObjectID, in repository: Repository) throws -> Bool {
        for _ in 0..<20 {
            let head = repository.reference(reference)
            var tree = try head.map { try NotesTree(try repository.commit($0).tree, in: repository) } ?? NotesTree()
            let note = try repository.writeBlob(Array(text.utf8))
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
}
