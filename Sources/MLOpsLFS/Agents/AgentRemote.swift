internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsTransfer

/// A place that only a custom transfer agent knows (`lfs.standalonetransferagent`): no server is asked.
struct AgentRemote: ObjectRemote {
    let name: String
    private let repository: Repository
    private let config: LFSConfig
    private let agents: [LFSOperation: CustomAgent]

    init(_ repository: Repository, config: LFSConfig, gitRemote: String, agents: [LFSOperation: CustomAgent]) {
        name = gitRemote
        self.repository = repository
        self.config = config
        self.agents = agents
    }

    /// Nobody can say: the agent is given everything, as Git LFS does.
    func missing(among objects: [LargeObject]) throws -> [LargeObject] {
        objects.filter { $0.size > 0 }
    }

    func upload(
        _ objects: [LargeObject], from store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        let transfers = try transfers(.upload)
        try engine(transfers).run(objects, told: told) { attempt in
            let path = try ServerTransfer.checkedPath(attempt.object, store)
            try transfers.upload(attempt, from: path, action: .null)
            return .done(.transferred)
        }
    }

    func download(
        _ objects: [LargeObject], into store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        let transfers = try transfers(.download)
        try engine(transfers).run(objects, told: told) { attempt in
            if store.contains(attempt.object) { return .done(.present) }
            try transfers.download(attempt, into: store, action: .null)
            return .done(.transferred)
        }
    }

    func list(_ body: (LargeObject) throws -> Void) throws {
        throw Diagnostic.fatal("cannot list the objects of '\(name)': transfer agents do not tell")
    }

    private func transfers(_ operation: LFSOperation) throws -> AgentTransfers {
        guard let agent = agents[operation] else {
            throw Diagnostic.fatal("cannot \(operation.rawValue): the transfer agent of '\(name)' does not do that")
        }
        return AgentTransfers(
            agent, operation, remote: name, concurrentTransfers: config.concurrentTransfers, repository)
    }

    private func engine(_ transfers: AgentTransfers) -> TransferEngine {
        TransferEngine(
            config: config, random: repository.context.randomBits,
            limit: transfers.agent.isConcurrent ? config.concurrentTransfers : 1)
    }
}
