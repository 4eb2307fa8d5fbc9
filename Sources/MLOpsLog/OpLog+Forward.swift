internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex

/// No op that was here goes away because a ref was moved: docs/formats/log.md, "Sync".
extension OpLog {
    /// Puts back what the index knows and no ref leads to any more: a mirror's fetch writes every ref by force, and a hand
    /// may move or delete one. Tells whether there was anything.
    func restoreLostHeads(indexed: Set<ObjectID>, heads: Set<ObjectID>) throws -> Bool {
        let lost = indexed.subtracting(heads).filter { repository.hasObject($0) && !isReached($0, from: heads) }
        return try lost.sorted().map(restore).contains(true)
    }

    /// Whether the ops of `head` are among those of `heads`: by ancestry, by compaction, or because it is a merge without
    /// ops of heads that are.
    private func isReached(_ head: ObjectID, from heads: Set<ObjectID>) -> Bool {
        if heads.contains(where: { repository.isAncestor(head, of: $0) }) { return true }
        if LogStore.allCases.contains(where: { isFolded(head, $0) }) { return true }
        guard let parents = mergedHeads(head) else { return false }
        return parents.allSatisfy { isReached($0, from: heads) }
    }

    private func restore(_ head: ObjectID) throws -> Bool {
        let name = layout.references.trunk(try store(of: head))
        for _ in 0..<50 {
            let trunk = repository.reference(name)
            let target = try trunk.map { try mergeCommit([$0, head].sorted()) } ?? head
            if try repository.updateReference(name, to: target, expecting: trunk, message: "mlops: put back") {
                if trunk == nil { try repository.ensureReflog(name) }
                repository.context.reporter.note("mlops: '\(name)' had lost ops; they are back")
                return true
            }
        }
        return false
    }

    /// The store that a head belongs to, by the first op that it leads to.
    private func store(of head: ObjectID) throws -> LogStore {
        var queue = [head]
        var seen: Set<ObjectID> = []
        while let id = queue.popLast() {
            guard seen.insert(id).inserted else { continue }
            if let op = try LogCommit.read(id, in: repository).ops.first { return LogStore(of: op.kind) }
            queue += try repository.commit(id).parents
        }
        return .runs
    }

    /// The parents of a merge, which carries no ops of its own; nil for any other commit.
    func mergedHeads(_ id: ObjectID) -> [ObjectID]? {
        guard let commit = try? repository.commit(id), commit.tree == Self.emptyTree, commit.parents.count > 1 else {
            return nil
        }
        return commit.parents
    }

    /// What stands for our trunk in a new merge: the trunk, or, while it is a merge that no remote has, what that one
    /// joined. So a lost race leaves one merge and not a ladder of them.
    func withoutOwnMerges(_ trunk: ObjectID, _ store: LogStore) throws -> Set<ObjectID> {
        let published = try repository.references(LogReferences.trackingRoot).filter {
            LogHead($0.name)?.store == store
        }.map(\.id)
        var kept: Set<ObjectID> = []
        var queue = [trunk]
        while let id = queue.popLast() {
            let isPublished = published.contains { repository.isAncestor(id, of: $0) }
            if !isPublished, let parents = mergedHeads(id) { queue += parents } else { kept.insert(id) }
        }
        return kept
    }
}
