internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsRegistry
internal import MLOpsStore
internal import MLOpsTransfer

/// Files of registered versions, and predictions that gates were shown, for others: small ones travel with the
/// registry, the rest through the remote for large files.
enum ModelUpload {
    /// Sends what the remote does not have and this clone has.
    static func push(
        _ contents: [ModelVersion.File], _ files: LargeFiles, to gitRemote: String?
    ) throws -> TransferReport {
        let objects = contents.compactMap { file -> LargeObject? in
            guard file.blob == nil, file.size > 0 else { return nil }
            return ContentID(file.digest).map { LargeObject(id: $0, size: file.size) }
        }
        let own = files.unique(objects).filter { files.store.contains($0) }
        if own.isEmpty { return TransferReport() }
        let remote = try RemoteResolver(files.repository).remote(for: gitRemote)
        return try files.send(try remote.missing(among: own), to: remote)
    }
}
