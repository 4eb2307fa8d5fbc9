package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

/// Ops in a commit that no ref names yet: they count once a remote has taken the commit, and never if it does not.
package struct LogProposal: Sendable {
    package let store: LogStore
    package let ops: [Op]
    package let commit: ObjectID
    let parent: ObjectID?
}

extension OpLog {
    /// Writes ops on top of the trunk without moving it.
    package func propose(_ drafts: [OpDraft], to store: LogStore) throws -> LogProposal {
        try refresh()
        let ops = try seal(drafts)
        let parent = repository.reference(layout.references.trunk(store))
        let commit = try CommitSigning.write(
            store, tree: try LogCommit.writeTree(ops, series: [:], snapshots: [], in: repository),
            parents: parent.map { [$0] } ?? [], message: LogCommit.message(ops), in: repository
        ).id
        return LogProposal(store: store, ops: ops, commit: commit, parent: parent)
    }

    /// Moves the trunk to a proposal that was published. When somebody here was faster, the next fold joins both.
    package func accept(_ proposal: LogProposal) throws {
        try keepInJournal(proposal)
        let name = layout.references.trunk(proposal.store)
        _ = try repository.updateReference(
            name, to: proposal.commit, expecting: proposal.parent, message: LogCommit.message(proposal.ops))
        if proposal.parent == nil { try repository.ensureReflog(name) }
        try refresh()
        try foldTracking()
    }

    /// All ops of the registry, in no particular order.
    package func registryOps() throws -> [Op] {
        try refresh()
        let heads = try heads(of: .registry)
        if let registry, registry.heads == heads { return registry.ops }
        let ops = try index.registryOps()
        registry = (heads, ops)
        return ops
    }

    /// What a list shows of all models, deleted ones too, by name.
    package func modelSummaries() throws -> [ModelSummary] {
        try refresh()
        return try index.modelSummaries()
    }

    /// Records of models for programs, by the ids of their summaries; ``RunIndex/modelDocuments(_:)``.
    package func modelDocuments(_ models: [String]) throws -> [String] {
        try refresh()
        return try index.modelDocuments(models)
    }

    /// All versions of the models with these ids, deleted ones too.
    package func versionSummaries(of models: [String]) throws -> [VersionSummary] {
        try refresh()
        return try index.versionSummaries(of: models)
    }

    /// As many ops of the registry as it takes to fold the model called `name`, by its name or id, as all would.
    package func registryOps(ofModel name: String) throws -> [Op] {
        try refresh()
        return try index.registryOps(ofModel: name)
    }

    /// Ops of the registry that `remote` had on its trunk at the last fetch: those that the ref alone leads to.
    package func publishedRegistryOps(on remote: String) throws -> Set<String> {
        let trunk = repository.reference(layout.references.trackingTrunk(remote, .registry))
        return Set(try ops(in: repository.walk(from: trunk.map { [$0] } ?? [])).map(\.id))
    }

    /// Ops of the registry's trunk that are not on the trunk of `remote`.
    package func unpublishedRegistryOps(on remote: String) throws -> [Op] {
        guard let trunk = repository.reference(layout.references.trunk(.registry)) else { return [] }
        let published = repository.reference(layout.references.trackingTrunk(remote, .registry))
        return try ops(in: repository.walk(from: [trunk], hiding: published.map { [$0] } ?? []))
    }

    private func ops(in commits: [ObjectID]) throws -> [Op] {
        let purges = try index.purges()
        return try commits.flatMap { commit in
            try LogCommit.read(commit, in: repository).ops.filter { !purges.hides($0) }
        }
    }
}
