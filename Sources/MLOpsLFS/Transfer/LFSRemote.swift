package import MLOpsCore
package import MLOpsGit
package import MLOpsStore
internal import MLOpsSystem
package import MLOpsTransfer
internal import Synchronization

/// A Git LFS server, as one more place where large files are kept.
package final class LFSRemote: ObjectRemote {
    package let name: String
    private let client: LFSClient
    private let repository: Repository
    private let reference: String?
    /// What the server said about uploads when it was asked what is missing.
    private let uploads = Mutex<ActionBook?>(nil)
    private let shell: SSHTransfers

    /// `gitRemote`: a name or URL; nil for the default one. `reference`: the ref on the server that is pushed.
    /// `url`: the server's own address, whatever goes with the git remote.
    package init(
        _ repository: Repository, gitRemote: String?, reference: String? = nil, url: String? = nil
    ) throws {
        self.repository = repository
        let config = try LFSConfig(of: repository)
        let finder = try EndpointFinder(repository, config: config)
        name = gitRemote ?? finder.defaultRemote(.download)
        client = try LFSClient(repository, config: config, remote: gitRemote, url: url)
        self.reference = try reference ?? PushReference.current(repository, remote: finder.defaultRemote(.upload))
        shell = SSHTransfers(repository, config: config, reference: self.reference)
    }

    /// The server that is configured for the git remote, or that can be guessed from its URL; a folder where
    /// `lfs.url` names one; nil when there is neither.
    package static func server(
        for gitRemote: String?, reference: String? = nil, _ repository: Repository
    ) throws -> (any ObjectRemote)? {
        let config = try LFSConfig(of: repository)
        let finder = try EndpointFinder(repository, config: config)
        if let remote = agentRemote(finder, gitRemote, repository) { return remote }
        guard let endpoint = finder.endpoint(.download, remote: gitRemote) else { return nil }
        switch endpoint.kind {
        case .http, .ssh: return try LFSRemote(repository, gitRemote: gitRemote, reference: reference)
        case .file where endpoint.isServer:
            let name = gitRemote ?? finder.defaultRemote(.download)
            return try RemoteResolver(repository).open(RemoteSettings.Remote(name: name, url: endpoint.original))
        default: return nil
        }
    }

    /// What only an agent of the user's knows (`lfs.standalonetransferagent`); nil without one.
    private static func agentRemote(
        _ finder: EndpointFinder, _ gitRemote: String?, _ repository: Repository
    ) -> AgentRemote? {
        var agents: [LFSOperation: CustomAgent] = [:]
        for operation in [LFSOperation.upload, .download] {
            let url = finder.endpoint(operation, remote: gitRemote)?.url ?? ""
            agents[operation] = CustomAgent.standalone(finder.config, for: url, operation)
        }
        if agents.isEmpty { return nil }
        return AgentRemote(
            repository, config: finder.config, gitRemote: gitRemote ?? finder.defaultRemote(.download), agents: agents)
    }

    /// The server behind a URL that somebody named; nil when it is no server's.
    package static func open(
        _ remote: RemoteSettings.Remote, _ repository: Repository
    ) throws -> (any ObjectRemote)? {
        switch LFSEndpoint(serverURL: remote.url, gitProtocol: "https").kind {
        case .http, .ssh: return try LFSRemote(repository, gitRemote: remote.name, url: remote.url)
        case .file, .unknown: return nil
        }
    }

    package func missing(among objects: [LargeObject]) throws -> [LargeObject] {
        if objects.isEmpty { return [] }
        if let session = try shell.session(client.endpoint(.upload), .upload) {
            return try session.missing(among: objects)
        }
        let book = book(.upload, objects)
        uploads.withLock { $0 = book }
        let policy = RetryPolicy(lfs: client.config)
        return try objects.largestFirst.filter { object in
            var attempt = 1
            while true {
                do {
                    return try book.answer(for: object) != .present
                } catch let error as LFSServerError where error.isTransient {
                    let random = repository.context.randomBits()
                    let delay = policy.delay(after: attempt, requested: error.retryAfter, random: random)
                    guard let delay else { throw error }
                    Pause.milliseconds(delay)
                    attempt += 1
                }
            }
        }
    }

    package func upload(
        _ objects: [LargeObject], from store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        if let session = try shell.session(client.endpoint(.upload), .upload) {
            return try engine.run(objects, told: told) { .done(try session.upload($0, from: store)) }
        }
        let book = uploads.withLock { $0 } ?? self.book(.upload, objects)
        let transfer = try transfer(.upload, book)
        try engine.run(objects.largestFirst, told: told) { .done(try transfer.upload($0, from: store)) }
    }

    package func download(
        _ objects: [LargeObject], into store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        if let session = try shell.session(client.endpoint(.download), .download) {
            return try engine.run(objects, told: told) { .done(try session.download($0, into: store)) }
        }
        let transfer = try transfer(.download, book(.download, objects))
        try engine.run(objects.largestFirst, told: told) { .done(try transfer.download($0, into: store)) }
    }

    /// The API has no way to list objects.
    package func list(_ body: (LargeObject) throws -> Void) throws {
        throw Diagnostic.fatal("cannot list the objects of '\(name)': Git LFS servers do not tell")
    }

    private func transfer(_ operation: LFSOperation, _ book: ActionBook) throws -> ServerTransfer {
        let agents = offered(operation).map { agent in
            (
                agent.name,
                AgentTransfers(
                    agent, operation, remote: name, concurrentTransfers: client.config.concurrentTransfers, repository)
            )
        }
        return ServerTransfer(
            client: client, book: book, operation: operation,
            agents: Dictionary(agents) { first, _ in first })
    }

    private func book(_ operation: LFSOperation, _ objects: [LargeObject]) -> ActionBook {
        var transfers = offered(operation).map(\.name)
        let config = client.config
        if operation == .upload, !isBasicOnly, config.bool("lfs.tustransfers") == true { transfers.append("tus") }
        return ActionBook(client, operation, objects, reference: reference, transfers: transfers + ["basic"])
    }

    /// Agents whose names the server is told.
    private func offered(_ operation: LFSOperation) -> [CustomAgent] {
        isBasicOnly ? [] : CustomAgent.configured(client.config.git, for: operation)
    }

    private var isBasicOnly: Bool { client.config.bool("lfs.basictransfersonly") == true }

    private var engine: TransferEngine {
        TransferEngine(config: client.config, random: repository.context.randomBits)
    }
}
