internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import Synchronization

/// Decides whether a server is talked to over SSH alone (`lfs.sshtransfer`), and keeps the sessions.
final class SSHTransfers: Sendable {
    private let repository: Repository
    private let config: LFSConfig
    private let reference: String?
    private let sessions = Mutex<[LFSOperation: SSHTransferSession?]>([:])

    init(_ repository: Repository, config: LFSConfig, reference: String?) {
        self.repository = repository
        self.config = config
        self.reference = reference
    }

    /// The session for an SSH endpoint whose server has `git-lfs-transfer`; nil for HTTP, and for a server that only
    /// knows `git-lfs-authenticate`.
    func session(_ endpoint: LFSEndpoint, _ operation: LFSOperation) throws -> SSHTransferSession? {
        guard let target = endpoint.ssh else { return nil }
        let choice = config.value("lfs", "sshtransfer", for: endpoint.url)?.lowercased() ?? "negotiate"
        if choice == "never" { return nil }
        return try sessions.withLock { sessions in
            if let known = sessions[operation] { return known }
            let session = SSHTransferSession(repository, config: config, target, operation, reference: reference)
            do {
                try session.begin(quietly: choice != "always")
                sessions[operation] = .some(session)
                return session
            } catch let silence as SSHSilence {
                throw silence
            } catch  where choice != "always" {
                sessions[operation] = .some(nil)
                return nil
            }
        }
    }
}
