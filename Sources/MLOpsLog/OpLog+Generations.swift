package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

/// Generations: docs/formats/log.md, "Compaction".
extension OpLog {
    struct NamedHead {
        let name: String
        let head: LogHead
        let id: ObjectID
    }

    /// Every ref that holds ops of `store`: trunks of all generations, inboxes, and what was fetched of them.
    func namedHeads(of store: LogStore) throws(GitError) -> [NamedHead] {
        let tracking = try repository.references(LogReferences.trackingRoot).filter { $0.name.contains("/v1/") }
        let references = layout.references
        // In a mirror, and on the host, the names that remotes use are here as well.
        let mirrored = references.remoteRoot == references.root ? [] : try repository.references(references.remoteRoot)
        return (try repository.references(references.root) + mirrored + tracking).compactMap { name, id in
            guard let head = LogHead(name), head.store == store, !isForeign(id) else { return nil }
            return NamedHead(name: name, head: head, id: id)
        }
    }

    /// Whether the object is something else than a commit: what a remote has there is not ours to judge, but a merge of
    /// it would be no history.
    private func isForeign(_ id: ObjectID) -> Bool {
        (try? repository.commit(id)) == nil && repository.hasObject(id)
    }

    /// The heads that state is folded from: all, but for earlier ones whose ops are known to be in the present
    /// generation.
    func openHeads(of store: LogStore) throws(GitError) -> [NamedHead] {
        let heads = try namedHeads(of: store)
        if layout.references.generations[store] ?? 0 == 0 { return heads }
        let settled = SettledHeads(layout).ids
        return heads.filter { isPresent($0) || !settled.contains($0.id) }
    }

    private func isPresent(_ head: NamedHead) -> Bool {
        let number = layout.references.generations[head.head.store] ?? 0
        return number == 0 || (!head.head.isInbox && head.head.generation == number)
    }

    /// Heads that become parents of the trunk: those of the present generation, and inboxes that grew on it.
    func presentHeads(of store: LogStore) throws(GitError) -> Set<ObjectID> {
        let open = try openHeads(of: store)
        var present = Set(open.filter(isPresent).map(\.id))
        guard present.count < open.count else { return present }
        let trunks = present.sorted()
        for inbox in open where inbox.head.isInbox && !isPresent(inbox) && !trunks.isEmpty {
            var isRooted = true
            for commit in try repository.walk(from: [inbox.id], hiding: trunks) {
                if try repository.commit(commit).parents.isEmpty { isRooted = false }
            }
            if isRooted { present.insert(inbox.id) }
        }
        return present
    }

    /// Copies ops that somebody still wrote to an earlier generation into the present one. They are not merged as
    /// parents, which would bring back what compaction left behind. Tells whether the trunk moved.
    func carryEarlier(_ store: LogStore) throws -> Bool {
        guard layout.references.generations[store] ?? 0 > 0 else { return false }
        let present = try presentHeads(of: store)
        var settled = SettledHeads(layout)
        let earlier = Set(try namedHeads(of: store).filter { !isPresent($0) }.map(\.id)).subtracting(present)
            .subtracting(settled.ids)
        guard !earlier.isEmpty, let trunk = repository.reference(layout.references.trunk(store)) else { return false }
        let archive = try missing(from: trunk, in: earlier, settled: settled.ids)
        if archive.count > 0 { try carry(archive, covers: earlier, store) }
        try settled.insert(earlier)
        return archive.count > 0
    }

    /// What is reachable from `heads` and not in the generation of `trunk`.
    private func missing(
        from trunk: ObjectID, in heads: Set<ObjectID>, settled: Set<ObjectID>
    ) throws -> LogArchive {
        let (covered, present) = try coverage(of: trunk)
        let purges = try index.purges()
        var archive = LogArchive { !present.contains($0.id) && !purges.hides($0) }
        let hidden = covered.union(settled).filter(repository.hasObject).union([trunk])
        for commit in try repository.walk(from: heads.sorted(), hiding: hidden.sorted()) {
            try archive.add(commit, in: repository)
        }
        archive.finish()
        return archive
    }

    /// Which heads the generation of `trunk` covers, and the ops that were added to it since it began.
    private func coverage(of trunk: ObjectID) throws -> (heads: Set<ObjectID>, ops: Set<String>) {
        var heads: Set<ObjectID> = []
        var ops: Set<String> = []
        for commit in try repository.walk(from: [trunk]) {
            let read = try repository.commit(commit)
            heads.formUnion(try LogCommit.covers(read, in: repository))
            if read.parents.isEmpty { continue }
            ops.formUnion(try LogCommit.read(commit, in: repository).ops.map(\.id))
        }
        return (heads, ops)
    }

    private func carry(_ archive: LogArchive, covers: Set<ObjectID>, _ store: LogStore) throws {
        let tree = try archive.writeTree(covers: covers, in: repository)
        let count = archive.count
        _ = try advance(
            store, tree: tree, message: "chore(mlops): carry \(count) \(count == 1 ? "op" : "ops") over")
        try refresh()
    }

    /// Whether all ops of `head` are in the local trunk of `store`, by ancestry or because they were carried over. Only
    /// then may the ref that names it go.
    package func isFolded(_ head: ObjectID, _ store: LogStore) -> Bool {
        if let trunk = repository.reference(layout.references.trunk(store)), repository.isAncestor(head, of: trunk) {
            return true
        }
        return SettledHeads(layout).ids.contains(head)
    }
}
