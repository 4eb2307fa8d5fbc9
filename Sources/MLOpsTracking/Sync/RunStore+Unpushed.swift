package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog

extension RunStore {
    /// Ops that `remote` is not known to have, as trunk or in an inbox.
    package func unpushedOps(to remote: String) throws -> Int {
        try LogStore.allCases.reduce(0) { try $0 + unpushedOps(of: $1, to: remote) }
    }

    /// As ``unpushedOps(to:)``, of one store.
    package func unpushedOps(of store: LogStore, to remote: String) throws -> Int {
        let name = log.layout.references.trunk(store)
        guard let trunk = repository.reference(name),
            trunk != repository.reference(log.layout.references.trackingTrunk(remote, store))
        else { return 0 }
        let known = try repository.references(LogReferences.tracking(remote)).filter {
            LogHead($0.name)?.store == store
        }
        return try log.countOps(in: [trunk], since: Set(known.map(\.id)))
    }
}
