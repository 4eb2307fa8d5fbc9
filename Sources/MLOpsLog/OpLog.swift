package import MLOpsCore
package import MLOpsGit
package import MLOpsIndex
internal import MLOpsSystem

/// The log of a repository: reads all heads it knows, writes to the trunk.
package final class OpLog {
    package let repository: Repository
    package private(set) var layout: LogLayout
    package let index: RunIndex
    let makeRow: @Sendable (RunRecord) -> RunRow

    /// Opens the log and brings the index up to date. `makeRow` says what the list shows of a run.
    package init(_ repository: Repository, makeRow: @escaping @Sendable (RunRecord) -> RunRow) throws {
        self.repository = repository
        self.makeRow = makeRow
        layout = try LogLayout(repository)
        try Files.makeDirectories(layout.directory)
        do {
            index = try RunIndex(path: layout.indexPath)
        } catch {
            // A damaged index is no loss: start a new one.
            for suffix in ["", "-wal", "-shm"] { try Files.remove(layout.indexPath + suffix) }
            index = try RunIndex(path: layout.indexPath)
        }
        try refresh()
    }

    /// Trunks, inboxes, generations and what was fetched of them from every remote: state is folded from all of them.
    package func heads() throws(GitError) -> Set<ObjectID> {
        var heads: Set<ObjectID> = []
        for store in LogStore.allCases { heads.formUnion(try self.heads(of: store)) }
        return heads
    }

    /// Heads of one store.
    package func heads(of store: LogStore) throws(GitError) -> Set<ObjectID> {
        Set(try openHeads(of: store).map(\.id))
    }

    /// Another process, or a fetch, may have begun a new generation.
    func readGenerations() throws(GitError) {
        try layout.readGenerations(repository)
    }

    /// Appends ops to the trunk of `store`; they are in the repository when this returns. `snapshots` are trees to keep
    /// alive.
    @discardableResult
    package func append(_ drafts: [OpDraft], to store: LogStore = .runs, snapshots: [ObjectID] = []) throws -> [Op] {
        let lock = try Descriptor(opening: layout.lockPath, flags: FileFlags.createAndWrite)
        _ = try lock.lock()
        try refresh()
        let ops = try seal(drafts)
        var series: [String: [MetricPoint]] = [:]
        for (op, draft) in zip(ops, drafts) where !draft.series.isEmpty { series[op.id] = draft.series }
        let tree = try LogCommit.writeTree(ops, series: series, snapshots: snapshots, in: repository)
        let head = try advance(store, tree: tree, message: LogCommit.message(ops))
        let indexed = try index.heads()
        if !ops.contains(where: \.isPurge), head.old.map({ indexed.contains($0.hex) }) ?? true {
            let heads = indexed.subtracting([head.old?.hex].compactMap { $0 }).union([head.new.hex])
            try index.add(try LogCommit.readPlaced(head.new, in: repository).ops, heads: heads, refold: row)
        } else {
            // A writer that the lock does not stop was faster: its ops are not indexed yet. Or what is indexed was purged.
            try refresh()
        }
        return ops
    }

    func seal(_ drafts: [OpDraft]) throws -> [Op] {
        let context = repository.context
        let writer = try WriterIdentity.current(repository, layout)
        let author = try repository.signature().email
        var lamport = try index.lamport()
        return drafts.map { draft in
            lamport += 1
            return draft.sealed(
                writer: writer, nonce: context.randomBits(), lamport: lamport, time: context.now(), author: author)
        }
    }

    /// Puts a commit on the trunk by compare and swap, so that it also works where flock does not.
    func advance(_ store: LogStore, tree: ObjectID, message: String) throws -> (old: ObjectID?, new: ObjectID) {
        let trunk = layout.references.trunk(store)
        for _ in 0..<50 {
            let old = repository.reference(trunk)
            let new = try repository.writeCommit(
                tree: tree, parents: old.map { [$0] } ?? [], message: message, author: try repository.signature(),
                time: repository.context.now() / 1000)
            if try repository.updateReference(trunk, to: new, expecting: old, message: message) {
                if old == nil { try repository.ensureReflog(trunk) }
                return (old, new)
            }
        }
        throw LogError(.contended, "cannot update ref '\(trunk)': other writers were always faster")
    }

    /// Brings what was fetched into the local trunks, so that pruning tracking refs cannot drop it: forward when it
    /// can be, else by a merge commit with an empty tree. Tells whether a trunk moved.
    @discardableResult
    package func foldTracking() throws -> Bool {
        var moved = false
        for store in LogStore.allCases {
            if try foldPresent(store) { moved = true }
            if try carryEarlier(store) { moved = true }
            try retire(store)
        }
        if moved { try refresh() }
        return moved
    }

    private func foldPresent(_ store: LogStore) throws -> Bool {
        let name = layout.references.trunk(store)
        let trunk = repository.reference(name)
        let others = try presentHeads(of: store).filter { head in
            trunk.map { !repository.isAncestor(head, of: $0) } ?? true
        }
        let tips = others.filter { tip in !others.contains { $0 != tip && repository.isAncestor(tip, of: $0) } }
        if tips.isEmpty { return false }
        let covered = trunk.map { old in tips.contains { repository.isAncestor(old, of: $0) } } ?? true
        let parents = (tips.union(covered ? [] : [trunk].compactMap { $0 })).sorted()
        let target = parents.count == 1 ? parents[0] : try mergeCommit(parents)
        guard
            try repository.updateReference(
                name, to: target, expecting: trunk, message: "mlops: fold heads")
        else { return try foldPresent(store) }
        if trunk == nil { try repository.ensureReflog(name) }
        return true
    }

    private func mergeCommit(_ parents: [ObjectID]) throws -> ObjectID {
        try repository.writeCommit(
            tree: try repository.writeTree([]), parents: parents, message: "chore(mlops): merge \(parents.count) heads",
            author: try repository.signature(), time: repository.context.now() / 1000)
    }

    /// The op called `id`; nil when it is not in the log, or was purged.
    package func op(_ id: String) throws -> Op? {
        guard let commit = try index.commit(holding: id) else { return nil }
        return try LogCommit.read(commit, in: repository).ops.first { $0.id == id }
    }
}
