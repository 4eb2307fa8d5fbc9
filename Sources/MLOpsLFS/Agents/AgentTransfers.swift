internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTransfer
internal import Synchronization

/// Moves objects by a custom transfer agent: as many runs of it as threads use at once, or one.
final class AgentTransfers: Sendable {
    let agent: CustomAgent
    private let operation: LFSOperation
    private let remote: String
    private let concurrentTransfers: Int
    private let repository: Repository
    private let idle = Mutex<[AgentProcess]>([])
    /// Held for all of an exchange when only one may run.
    private let alone = Mutex<Void>(())

    init(
        _ agent: CustomAgent, _ operation: LFSOperation, remote: String, concurrentTransfers: Int,
        _ repository: Repository
    ) {
        self.agent = agent
        self.operation = operation
        self.remote = remote
        self.concurrentTransfers = concurrentTransfers
        self.repository = repository
    }

    /// Sends an object that was checked against its name. `action`: what the server said; null without one.
    func upload(_ attempt: TransferAttempt, from path: String, action: JSONValue) throws {
        try lend { process in
            var request = request("upload", attempt.object)
            request["path"] = .string(path)
            request["action"] = action
            _ = try follow(process, request, attempt)
        }
    }

    /// Gets an object; it is taken only when it is what its name says.
    func download(_ attempt: TransferAttempt, into store: ObjectStore, action: JSONValue) throws {
        try lend { process in
            var request = request("download", attempt.object)
            request["action"] = action
            guard let path = try follow(process, request, attempt).path, !path.isEmpty else {
                throw process.broken("it does not say where it put an object")
            }
            let file = Paths.absolute(path, in: repository.workTree ?? repository.gitDirectory)
            try take(file, attempt.object, store)
        }
    }

    /// The agent's file is ours now: it becomes the object, and is gone in any case.
    private func take(_ path: String, _ object: LargeObject, _ store: ObjectStore) throws {
        defer { try? Files.remove(path) }
        do {
            _ = try store.adopt(path, as: object)
        } catch is StoreError {
            throw TransferFault.permanent(TransferFault.wrongBytes)
        }
    }

    private func request(_ event: String, _ object: LargeObject) -> JSONObject {
        ["event": .string(event), "oid": .string(object.id.hex), "size": .integer(object.size)]
    }

    /// Sends a request and waits until it is done, telling how far it is.
    private func follow(
        _ process: AgentProcess, _ request: JSONObject, _ attempt: TransferAttempt
    ) throws -> AgentProcess.Message {
        var message = try process.exchange(request)
        while message.event == "progress" {
            try check(message, attempt, process)
            attempt.moved(Int(clamping: message.bytesSinceLast))
            message = try process.receive()
        }
        guard message.event == "complete" else { throw process.broken("it says '\(message.event)'") }
        try check(message, attempt, process)
        if let error = message.error { throw TransferFault.permanent(error) }
        return message
    }

    private func check(_ message: AgentProcess.Message, _ attempt: TransferAttempt, _ process: AgentProcess) throws {
        guard message.oid == attempt.object.id.hex else { throw process.broken("it speaks of another object") }
    }

    /// A run for one exchange; one that broke is not used again.
    private func lend(_ body: (AgentProcess) throws -> Void) throws {
        guard agent.isConcurrent else { return try alone.withLock { _ in try use(body) } }
        try use(body)
    }

    private func use(_ body: (AgentProcess) throws -> Void) throws {
        let process =
            try idle.withLock { $0.popLast() }
            ?? AgentProcess(
                agent, operation, remote: remote, concurrentTransfers: concurrentTransfers, repository)
        do {
            try body(process)
        } catch let fault as TransferFault {
            if case .permanent = fault { idle.withLock { $0.append(process) } }
            throw fault
        }
        idle.withLock { $0.append(process) }
    }
}
