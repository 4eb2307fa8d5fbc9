internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTransfer
internal import Synchronization

/// Asks a git server over SSH for the address of its Git LFS API and a token for it: `git-lfs-authenticate`.
final class SSHAuthenticator: Sendable {
    struct Answer: Sendable {
        /// Nil: the guessed one.
        let href: String?
        let headers: HTTPHeaders
        let expires: Int64?
    }

    private static let timeLimit: Int64 = 300_000

    private let repository: Repository
    private let config: LFSConfig
    /// By target and operation; an answer is used until five seconds before it ends. A nil value: the server does not
    /// know the command.
    private let answers = Mutex<[String: Answer?]>([:])

    /// By git folder.
    private static let shared = Mutex<[String: SSHAuthenticator]>([:])

    /// One for all clients of the process, so that nobody is asked twice.
    static func shared(for repository: Repository, config: LFSConfig) -> SSHAuthenticator {
        shared.withLock { shared in
            if let authenticator = shared[repository.gitDirectory] { return authenticator }
            let authenticator = SSHAuthenticator(repository, config: config)
            shared[repository.gitDirectory] = authenticator
            return authenticator
        }
    }

    private init(_ repository: Repository, config: LFSConfig) {
        self.repository = repository
        self.config = config
    }

    /// Nil when the server does not know the command. Throws its words when it fails otherwise.
    func authenticate(_ target: SSHTarget, _ operation: LFSOperation) throws -> Answer? {
        let key = [target.userAndHost, target.port ?? "", target.path, operation.rawValue].joined(separator: "\n")
        return try answers.withLock { answers in
            if let known = answers[key] {
                let isOver = isExpired(known)
                LFSTrace(repository.context).line(
                    "ssh cache\(isOver ? " expired" : ""): \(target.userAndHost) git-lfs-authenticate \(target.path) "
                        + operation.rawValue)
                if !isOver { return known }
            }
            let answer = try ask(target, operation)
            answers[key] = .some(answer)
            return answer
        }
    }

    private func isExpired(_ answer: Answer?) -> Bool {
        answer?.expires.map { repository.context.now() + 5000 >= $0 } ?? false
    }

    private func ask(_ target: SSHTarget, _ operation: LFSOperation) throws -> Answer? {
        let command = SSHCommand(environment: repository.context.environment, config: config.git)
        let path = target.path
        let arguments = try command.arguments(target, ["git-lfs-authenticate", path, operation.rawValue])
        let result = try run(arguments)
        if !result.status.isSuccess {
            if Self.isUnknown(result) { return nil }
            let words = result.errors.asText.split(separator: "\n").last.map(String.init) ?? "it failed"
            throw Diagnostic.fatal("cannot ask '\(target.userAndHost)' for its Git LFS server: \(words)")
        }
        guard let value = try? JSONValue.parse(result.output), value.objectValue != nil else {
            throw Diagnostic.fatal(
                "cannot ask '\(target.userAndHost)' for its Git LFS server: git-lfs-authenticate's answer is no JSON")
        }
        let now = repository.context.now()
        let standard = config.int("lfs.defaulttokenttl").map { now + $0 * 1000 }
        let href = value["href"]?.stringValue
        return Answer(
            href: href?.isEmpty == false ? href : nil, headers: LFSAction.headers(value),
            expires: LFSAction.expiry(value, now: now) ?? standard)
    }

    /// The last answer of as many tries as `lfs.ssh.retries` says: connections fail now and then. A server that does
    /// not know the command is asked once.
    private func run(_ arguments: [String]) throws -> ChildResult {
        let tries = config.int("lfs.ssh.retries").flatMap { $0 > 0 ? min($0, 100) : nil } ?? 5
        var attempt: Int64 = 1
        while true {
            LFSTrace(repository.context).line("run_command: \(arguments.joined(separator: " "))")
            let result = try ChildProcess.run(
                arguments, workingDirectory: repository.workTree ?? repository.gitDirectory,
                environment: repository.programEnvironment, timeLimit: Self.timeLimit)
            // 255 is ssh's own: there was no connection. What the other side says stays what it says.
            if attempt >= tries || result.status != .exited(255) { return result }
            Pause.milliseconds(min(100 << attempt, 2000))
            attempt += 1
        }
    }

    /// The shell's exit code for a command that is not there, and Gerrit's sentence.
    private static func isUnknown(_ result: ChildResult) -> Bool {
        if result.status == .exited(127) { return true }
        let text = result.errors.asText + result.output.asText
        return text.split(separator: "\n").contains {
            $0.contains("git-lfs-authenticate") && $0.contains("not found")
        }
    }
}
