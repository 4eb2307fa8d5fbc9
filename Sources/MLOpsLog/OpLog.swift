package import MLOpsCore
package import MLOpsGit
package import MLOpsIndex
internal import MLOpsSystem

/// The log of a repository: reads all heads it knows, writes to the trunk.
package final class OpLog {
    package let repository: Repository
    package private(set) var layout: LogLayout
    package private(set) var index: RunIndex
    let makeRow: @Sendable (RunRecord) -> RunRow
    /// The registry as it was last read: one command asks for it several times.
    var registry: (heads: Set<ObjectID>, ops: [Op])?
    /// Whether this value holds the log's lock.
    var isLocked = false
    /// What this clone lacks, as far as was seen.
    package internal(set) var holes = LogHoles()

    /// Opens the log and brings the index up to date. `makeRow` says what the list shows of a run. `indexPath` is for an
    /// index beside the usual one.
    package init(
        _ repository: Repository, makeRow: @escaping @Sendable (RunRecord) -> RunRow, indexPath: String? = nil
    ) throws {
        self.repository = repository
        self.makeRow = makeRow
        layout = try LogLayout(repository)
        if Files.isWritable(repository.commonDirectory) { try Files.makeDirectories(layout.directory) }
        index = try IndexFile(path: indexPath ?? layout.indexPath).open()
        do {
            try bringUpToDate()
        } catch let error as IndexError where error.isUnwritable && !index.isInMemory {
            index = try .inMemory()
            try bringUpToDate()
        }
    }

    private func bringUpToDate() throws {
        try lookForHoles()
        try mend()
        try refresh()
    }

    /// Whether nothing can be written here: a file system mounted for reading, somebody else's repository, a full disk.
    package var isReadOnly: Bool { index.isInMemory }

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

    /// Brings what was fetched into the local trunks, so that pruning tracking refs cannot drop it: forward when it
    /// can be, else by a merge commit with an empty tree. Tells whether a trunk moved.
    @discardableResult
    package func foldTracking() throws -> Bool {
        try mending { try foldAll() }
    }

    /// As ``foldTracking()``, and nothing while the heads beside the trunks are those of the last time: commands that
    /// only read ask each time.
    @discardableResult
    package func foldNewTracking() throws -> Bool {
        let heads = try headsBesideTrunks()
        let path = Paths.join(layout.directory, "folded")
        if try Files.readIfPresent(path) == heads { return false }
        let moved = try foldTracking()
        // Folding moves inboxes and earlier generations: what is there now was looked at. On a full disk it is looked at
        // again.
        try? Files.write(try headsBesideTrunks(), to: path)
        return moved
    }

    /// A line for each head but those of our own trunks, which hold what was folded; of a trunk that is not there, too.
    private func headsBesideTrunks() throws -> [UInt8] {
        var lines: [String] = []
        for store in LogStore.allCases {
            let trunk = layout.references.trunk(store)
            let heads = try openHeads(of: store)
            if !heads.contains(where: { $0.name == trunk }) { lines.append("no \(trunk)\n") }
            lines += heads.filter { $0.name != trunk }.map { "\($0.id.hex) \($0.name)\n" }
        }
        return Array(lines.sorted().joined().utf8)
    }

    private func foldAll() throws -> Bool {
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
        if others.isEmpty { return false }
        let all = try others.union(trunk.map { try withoutOwnMerges($0, store) } ?? [])
        let parents = all.filter { tip in !all.contains { $0 != tip && repository.isAncestor(tip, of: $0) } }.sorted()
        let target = parents.count == 1 ? parents[0] : try mergeCommit(parents)
        guard
            try repository.updateReference(
                name, to: target, expecting: trunk, message: "mlops: fold heads")
        else { return try foldPresent(store) }
        if trunk == nil { try repository.ensureReflog(name) }
        return true
    }

    func mergeCommit(_ parents: [ObjectID]) throws -> ObjectID {
        let merge = try repository.writeCommit(
            tree: try repository.writeTree([]), parents: parents, message: "chore(mlops): merge \(parents.count) heads",
            author: try repository.signature(), time: repository.context.now() / 1000)
        try keepInJournal(merge)
        return merge
    }

    /// The op called `id`; nil when it is not in the log, or was purged.
    package func op(_ id: String) throws -> Op? {
        guard let commit = try index.commit(holding: id) else { return nil }
        return try LogCommit.read(commit, in: repository).ops.first { $0.id == id }
    }
}
