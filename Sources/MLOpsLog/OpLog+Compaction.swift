package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

/// What a compaction did.
package struct CompactionResult: Sendable, Equatable {
    package let store: LogStore
    package let generation: Int
    /// Ops and log commits of the generation before.
    package let commits: Int
    package let ops: Int
    /// Ops that were left out because they were purged.
    package let purged: Int
    /// Where the generation before can still be found; nil when something was purged.
    package let backup: String?
}

extension OpLog {
    /// How long a deleted run keeps its snapshots, and remotes and backups the generation before.
    package static let graceMilliseconds: Int64 = 30 * 86_400_000

    /// Begins a new generation of `store`: one root with every op that was not purged. The old trunk is kept by a backup
    /// ref, unless it holds what was purged. Nil when there is nothing to compact.
    package func compact(_ store: LogStore) throws -> CompactionResult? {
        try refuseHoles()
        try foldTracking()
        return try withLock { try compactLocked(store) }
    }

    private func compactLocked(_ store: LogStore) throws -> CompactionResult? {
        try refresh()
        let old = layout.references.trunk(store)
        guard let trunk = repository.reference(old) else { return nil }
        let commits = try repository.walk(from: [trunk])
        let purges = try index.purges()
        var archive = LogArchive { !purges.hides($0) }
        for commit in commits { try archive.add(commit, in: repository) }
        if archive.damaged > 0 {
            throw LogError(
                .damaged, "\(archive.damaged) damaged lines in '\(old)' would be left behind",
                hints: ["git mlops log verify"])
        }
        archive.finish()
        archive.forgetRuns(deletedBefore: repository.context.now() - Self.graceMilliseconds)
        let covers = Set(try namedHeads(of: store).map(\.id).filter { isFolded($0, store) }).union([trunk])
        let root = try writeRoot(archive, store, covers: covers)
        let number = (layout.references.generations[store] ?? 0) + 1
        try begin(number, store, at: root)
        try SettledHeads.add(covers, layout)
        try index.clear()
        let backup = try retire(store)
        try refresh()
        return CompactionResult(
            store: store, generation: number, commits: commits.count, ops: archive.count,
            purged: archive.omitted.count, backup: backup.first)
    }

    /// Whether this clone may write the log anew.
    package var canCompact: Bool { !Files.exists(Paths.join(repository.commonDirectory, "shallow")) }

    /// A shallow or partial clone does not have all ops, so it cannot be the one that writes them anew.
    private func refuseHoles() throws {
        if !canCompact {
            throw LogError(
                .damaged, "cannot compact in a shallow clone, which may not have every op",
                hints: ["git fetch --unshallow, or compact in a full clone"])
        }
    }

    private func writeRoot(_ archive: LogArchive, _ store: LogStore, covers: Set<ObjectID>) throws -> ObjectID {
        try CommitSigning.write(
            store, tree: try archive.writeTree(covers: covers, in: repository), parents: [],
            message: "chore(mlops): compact \(archive.count) ops, \(archive.runs.count) runs", in: repository
        ).id
    }

    private func begin(_ number: Int, _ store: LogStore, at root: ObjectID) throws {
        let name = layout.references.generation(number, store)
        guard try repository.updateReference(name, to: root, expecting: nil, message: "mlops: compact") else {
            throw LogError(.contended, "somebody else has just compacted '\(store.rawValue)'")
        }
        try repository.ensureReflog(name)
        try readGenerations()
    }
}
