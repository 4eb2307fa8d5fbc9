internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsTracking
internal import MLOpsTransfer

/// What stages made, for others: the records travel with the log, the contents through the remote for large files.
enum RunCache {
    /// Sends the contents that the remote does not have.
    static func push(_ files: LargeFiles, to gitRemote: String?) throws -> TransferReport {
        var objects: [LargeObject] = []
        try LogStageStore(files.repository).forEach { objects += $0.contents(in: files.store) }
        let own = files.unique(objects)
        if own.isEmpty { return TransferReport() }
        let remote = try RemoteResolver(files.repository).remote(for: gitRemote)
        return try files.send(try remote.missing(among: own), to: remote)
    }
}
