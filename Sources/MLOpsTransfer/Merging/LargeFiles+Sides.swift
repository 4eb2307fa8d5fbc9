internal import MLOpsCore
internal import MLOpsStore

extension LargeFiles {
    /// Gets what is not here from the remote that git would fetch from.
    func fetchMissing(_ objects: [LargeObject]) throws -> TransferReport {
        let missing = unique(objects).filter { !store.contains($0) }
        if missing.isEmpty { return TransferReport() }
        return try fetch(missing, from: RemoteResolver(repository).remote())
    }
}
