internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTransfer

/// One run of a custom transfer agent: JSON, a line each way. Not for two threads at once.
///
/// SAFETY: ``AgentTransfers`` lends it to one thread at a time.
final class AgentProcess: @unchecked Sendable {
    /// What the agent says.
    struct Message {
        let event: String
        let oid: String
        let path: String?
        let bytesSinceLast: Int64
        /// Why not.
        let error: String?
    }

    /// More than any message needs.
    private static let lineLimit = 1 << 20

    private let agent: CustomAgent
    private let trace: LFSTrace
    private let input: Int32
    private let output: Int32
    private var process: ChildProcess?
    private var voice: (AgentVoice, WorkerThread)?
    private var buffer: [UInt8] = []

    /// Starts the program and tells it what is to be done. Throws when it cannot, or will not.
    init(
        _ agent: CustomAgent, _ operation: LFSOperation, remote: String, concurrentTransfers: Int,
        _ repository: Repository
    ) throws {
        self.agent = agent
        // As Git LFS: what it prints there is for those who look.
        trace = LFSTrace(repository.context)
        trace.transfer("xfer: adapter \(LFSTrace.quoted(agent.name)) Begin()")
        let child = try ChildProcess(
            agent.command, workingDirectory: repository.workTree ?? repository.gitDirectory,
            environment: repository.programEnvironment, input: .pipe, output: .pipe,
            errors: trace.isOn ? .pipe : .discard)
        input = child.input ?? -1
        output = child.output ?? -1
        voice = child.errors.flatMap { AgentVoice.listen(to: $0, of: Paths.name(agent.path), trace) }
        process = consume child
        do {
            let answer = try exchange([
                "event": "init", "operation": .string(operation.rawValue), "remote": .string(remote),
                "concurrent": .bool(agent.isConcurrent), "concurrenttransfers": .integer(Int64(concurrentTransfers)),
            ])
            if let error = answer.error { throw broken("it cannot start: \(error)") }
        } catch {
            trace.transfer("xfer: Aborting worker process")
            throw error
        }
        trace.transfer("xfer: started custom adapter process \(LFSTrace.quoted(agent.path)) for worker 0 OK")
    }

    deinit {
        try? send(["event": "terminate"])
        if var process = process.take() {
            process.closeInput()
            _ = process.wait()
            if let (voice, thread) = voice { voice.end(thread) }
        }
    }

    func exchange(_ message: JSONObject) throws -> Message {
        try send(message)
        return try receive()
    }

    func receive() throws -> Message {
        let line = try readLine()
        guard let value = try? JSONValue.parse(line), let object = value.objectValue else {
            throw broken("it says what is no JSON")
        }
        var failure: String?
        if let error = object["error"], !error.isNull {
            let words = error["message"]?.stringValue ?? "it failed"
            failure = error["code"]?.integerValue.map { "\(words) (\($0))" } ?? words
        }
        return Message(
            event: object["event"]?.stringValue ?? "", oid: object["oid"]?.stringValue ?? "",
            path: object["path"]?.stringValue, bytesSinceLast: object["bytesSinceLast"]?.integerValue ?? 0,
            error: failure)
    }

    private func send(_ message: JSONObject) throws {
        let bytes = JSONValue.object(message).serialized(.compact) + [0x0a]
        let guardian = BrokenPipeGuard()
        defer { guardian.end() }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(input, $0.baseAddress! + done, bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw broken("it has ended") }
            done += count
        }
    }

    private func readLine() throws -> [UInt8] {
        while true {
            if let end = buffer.firstIndex(of: 0x0a) {
                defer { buffer.removeSubrange(...end) }
                return Array(buffer[..<end])
            }
            guard buffer.count < Self.lineLimit else { throw broken("it says more than a message can have") }
            try waitForOutput()
            var chunk = [UInt8](repeating: 0, count: 1 << 14)
            let count = read(output, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw broken("it has ended") }
            buffer += chunk[..<count]
        }
    }

    /// Ends an agent that is silent for too long: nothing would ever be heard of the command.
    private func waitForOutput() throws {
        guard let seconds = agent.patience else { return }
        var wanted = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        var count: Int32
        repeat { count = poll(&wanted, 1, Int32(clamping: seconds * 1000)) } while count < 0 && errno == EINTR
        guard count == 0 else { return }
        if let pid = process?.pid { kill(pid, SIGKILL) }
        throw TransferFault.fatal(
            .fatal(
                "cannot go on with transfer agent '\(agent.name)': it said nothing for \(seconds) seconds",
                hint: "if it needs longer: git config lfs.customtransfer.\(agent.name).timeout SECONDS (0: for ever)"))
    }

    func broken(_ cause: String) -> TransferFault {
        .fatal(.fatal("cannot go on with transfer agent '\(agent.name)': \(cause)"))
    }
}
