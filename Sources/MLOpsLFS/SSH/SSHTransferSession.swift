internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTransfer
internal import Synchronization

/// Transfers objects by `git-lfs-transfer`: as many connections as threads use at once, which OpenSSH carries in one
/// (`lfs.ssh.automultiplex`).
final class SSHTransferSession: Sendable {
    /// What a batch says of an object: an action and the words to give back with it.
    private struct Action: Sendable {
        let name: String
        let id: String?
        let token: String?
        let expires: Int64?
    }

    private struct State {
        var idle: [SSHConnection] = []
        /// Broken ones, whose programs are not waited for before all are closed: OpenSSH may carry others in them.
        var broken: [SSHConnection] = []
        var actions: [LargeObject: Action] = [:]
        var socketFolder: String?
    }

    private let repository: Repository
    private let config: LFSConfig
    private let target: SSHTarget
    private let operation: LFSOperation
    private let reference: String?
    private let state = Mutex(State())
    private let batchSize = 100

    init(
        _ repository: Repository, config: LFSConfig, _ target: SSHTarget, _ operation: LFSOperation,
        reference: String?
    ) {
        self.repository = repository
        self.config = config
        self.target = target
        self.operation = operation
        self.reference = reference
    }

    deinit {
        let (idle, broken, folder) = state.withLock { ($0.idle, $0.broken, $0.socketFolder) }
        // All are closed before any is waited for: OpenSSH carries them in the first, which ends last.
        for connection in idle { connection.quit() }
        for connection in idle + broken { connection.wait() }
        if let folder { try? Files.removeTree(folder) }
    }

    /// Opens the first connection, to see whether there is anybody.
    func begin(quietly: Bool) throws {
        let connection = try connect(quietly: quietly)
        state.withLock { $0.idle.append(connection) }
    }

    /// Which objects the server does not have.
    func missing(among objects: [LargeObject]) throws -> [LargeObject] {
        try objects.filter { try action(for: $0, of: objects).name != "noop" }
    }

    func upload(_ attempt: TransferAttempt, from store: ObjectStore) throws -> TransferOutcome {
        let object = attempt.object
        let action = try action(for: object, of: [object])
        if action.name == "noop" { return .present }
        guard try store.contains(object) && store.verify(object) else {
            throw TransferFault.permanent("its content in this clone is missing or damaged")
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: PktLine.dataLimit, alignment: 16)
        defer { buffer.deallocate() }
        try lend { connection in
            let file = DescriptorBox(try store.open(object))
            try connection.send("put-object \(object.id.hex)", arguments(object, action)) {
                let count = try file.withFile { try $0.read(into: buffer) } ?? 0
                attempt.moved(count)
                return UnsafeRawBufferPointer(rebasing: buffer[..<count])
            }
            try Self.check(try connection.answer(), object)
            try connection.send("verify-object \(object.id.hex)", arguments(object, action))
            try Self.check(try connection.answer(), object)
        }
        return .transferred
    }

    func download(_ attempt: TransferAttempt, into store: ObjectStore) throws -> TransferOutcome {
        let object = attempt.object
        if store.contains(object) { return .present }
        let action = try action(for: object, of: [object])
        let writer = store.makeWriter()
        var received: Int64 = 0
        try lend { connection in
            try connection.send("get-object \(object.id.hex)", arguments(object, action, withSize: false))
            let answer = try connection.answer { bytes, _ in
                received += Int64(bytes.count)
                // More than was asked for is not kept.
                if received <= object.size { try bytes.withUnsafeBytes { try writer.append($0) } }
                attempt.moved(bytes.count)
            }
            try Self.check(answer, object)
        }
        let got = received == object.size ? try writer.finish() : nil
        guard got == object else { throw TransferFault.transient("what came is not what its name says") }
        return .transferred
    }

    /// Sends a command that has no data; the answer, whatever its status.
    func ask(_ command: String, _ arguments: [String]) throws -> SSHConnection.Answer {
        var result: SSHConnection.Answer?
        try lend { connection in
            try connection.send(command, arguments)
            result = try connection.answer()
        }
        guard let result else { throw Diagnostic.bug("a connection did not answer") }
        return result
    }

    private func arguments(_ object: LargeObject, _ action: Action, withSize: Bool = true) -> [String] {
        (withSize ? ["size=\(object.size)"] : []) + (action.id.map { ["id=\($0)"] } ?? [])
            + (action.token.map { ["token=\($0)"] } ?? [])
    }

    private static func check(_ answer: SSHConnection.Answer, _ object: LargeObject) throws {
        if answer.isSuccess { return }
        let words = answer.lines.joined(separator: " ")
        let message = words.isEmpty ? "status \(answer.status)" : words
        switch answer.status {
        case 429, 500...599: throw TransferFault.transient(message)
        default: throw TransferFault.permanent(BatchAnswer.sentence(code: Int64(answer.status), message))
        }
    }

    /// What to do with an object; asks about up to a hundred of `objects` when it is not known.
    private func action(for object: LargeObject, of objects: [LargeObject]) throws -> Action {
        let now = repository.context.now()
        let known = state.withLock { $0.actions[object] }
        if let known, known.expires.map({ now + 5000 < $0 }) ?? true { return known }
        let start = objects.firstIndex(of: object) ?? 0
        let batch = Array(objects[start..<min(start + batchSize, objects.count)])
        let found = try askBatch(batch)
        state.withLock { $0.actions.merge(found) { $1 } }
        guard let action = found[object] else { throw TransferFault.permanent("it is not on the server") }
        return action
    }

    private func askBatch(_ batch: [LargeObject]) throws -> [LargeObject: Action] {
        var answer: SSHConnection.Answer?
        try lend { connection in
            var arguments = ["transfer=ssh", "hash-algo=sha256"]
            if let reference { arguments.append("refname=\(reference)") }
            try connection.send("batch", arguments, lines: batch.map { "\($0.id.hex) \($0.size)" })
            answer = try connection.answer()
        }
        guard let answer, answer.isSuccess else {
            throw LFSServerError(
                status: answer?.status ?? 500, message: answer?.lines.joined(separator: " "),
                host: target.userAndHost)
        }
        let byID = Dictionary(batch.map { ($0.id.hex, $0) }) { first, _ in first }
        var found: [LargeObject: Action] = [:]
        for line in answer.lines {
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 3, let object = byID[words[0]] else { continue }
            let action = Self.action(words, repository.context.now())
            // `verify` stands beside `upload`, with the same words.
            if action.name != "verify" || found[object] == nil { found[object] = action }
        }
        return found
    }

    private static func action(_ words: [String], _ now: Int64) -> Action {
        let value = { (key: String) in
            words.dropFirst(3).first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.utf8.count + 1)) }
        }
        let expires =
            value("expires-in").flatMap { Int64($0) }.map { now + $0 * 1000 }
            ?? value("expires-at").flatMap(Timestamp3339.milliseconds)
        return Action(name: words[2], id: value("id"), token: value("token"), expires: expires)
    }

    /// A connection for one exchange. One that broke is not used again.
    private func lend(_ body: (SSHConnection) throws -> Void) throws {
        let idle = state.withLock { $0.idle.popLast() }
        let connection = try idle ?? connect(quietly: false)
        do {
            try body(connection)
        } catch let fault as TransferFault where fault.isAnswer {
            state.withLock { $0.idle.append(connection) }
            throw fault
        } catch {
            connection.abandon()
            state.withLock { $0.broken.append(connection) }
            throw error
        }
        state.withLock { $0.idle.append(connection) }
    }

    /// A folder of our own for the socket that connections share: its path has to be short, and nobody else may put
    /// one there.
    private func socketFolder() -> String? {
        state.withLock { state in
            if let folder = state.socketFolder { return folder }
            var template = Array("/tmp/git-mlops-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { return nil }
            let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            state.socketFolder = folder
            return folder
        }
    }

    private func connect(quietly: Bool) throws -> SSHConnection {
        let command = SSHCommand(environment: repository.context.environment, config: config.git)
        let url = LFSEndpoint(cloneURL: "ssh://\(target.userAndHost)/", gitProtocol: "https").url
        // A connection that is gone without a word is noticed.
        var options = ["-oServerAliveInterval=30"]
        if config.bool("lfs", "ssh.automultiplex", for: url) ?? true {
            // Persisting: else the first of them would carry the others, and not end when its own program does.
            if let folder = socketFolder() {
                options += ["-oControlMaster=auto", "-oControlPersist=5", "-oControlPath=\(folder)/ssh-%C"]
            }
        }
        let path = target.path
        let arguments = try command.arguments(
            target, options: options, ["git-lfs-transfer", path, operation.rawValue])
        // Servers take their time to write, hash and verify what they were sent.
        return try SSHConnection(
            arguments, host: target.userAndHost, patience: config.activityTimeout(for: url, standard: 120),
            workingDirectory: repository.workTree ?? repository.gitDirectory,
            environment: repository.programEnvironment, errors: quietly ? .discard : .inherit)
    }
}

extension TransferFault {
    /// Whether the server said this, so that the connection is good.
    fileprivate var isAnswer: Bool {
        if case .permanent = self { true } else { false }
    }
}
