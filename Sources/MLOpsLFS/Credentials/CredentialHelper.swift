internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTransfer

/// `git credential`: git asks the configured helpers, then the askpass program or the terminal, and keeps what works.
struct CredentialHelper: Sendable {
    private let repository: Repository
    private let trace: LFSTrace
    /// Whether a value may hold a carriage return (`credential.protectProtocol=false`).
    private let allowsReturns: Bool

    init(_ repository: Repository) {
        self.repository = repository
        trace = LFSTrace(repository.context)
        allowsReturns = (try? repository.config.bool("credential.protectprotocol")) == false
    }

    /// Asks. `challenges`: what the server said it wants. Nil when nobody knows.
    func fill(_ parts: URLParts, user: String?, challenges: [String], previous: Credential?) throws -> Credential? {
        var lines = try description(parts, user: user)
        lines += ["capability[]=authtype", "capability[]=state"]
        lines += try challenges.map { "wwwauth[]=\(try checked($0.filter { $0 != "\r" && $0 != "\n" }))" }
        lines += try (previous?.state ?? []).map { "state[]=\(try checked($0))" }
        tellTrace("creds", "fill", parts)
        let result = try run("fill", lines)
        let answer = result.status.isSuccess ? Self.parse(result.output.asText) : nil
        try tellAskpass(parts, user: user, answer)
        return answer?.authorization == nil ? nil : answer
    }

    /// It worked.
    func approve(_ credential: Credential, _ parts: URLParts) {
        tellTrace("creds", "approve", parts)
        tell("approve", credential, parts)
    }

    /// It did not.
    func reject(_ credential: Credential, _ parts: URLParts) {
        tell("reject", credential, parts)
    }

    /// Tells the trace that what is known already is used.
    func tellKnown(_ parts: URLParts) { tellTrace("creds", "cache", parts) }

    /// Tells the trace that `.netrc` was asked, or what became of what it said.
    func tellNetrc(_ verb: String, _ parts: URLParts, user: String? = nil) {
        tellTrace("netrc", verb, parts, user: user)
    }

    /// Tells the trace, as Git LFS: what is asked for, never what is answered.
    private func tellTrace(_ source: String, _ verb: String, _ parts: URLParts, user: String? = nil) {
        let path = tellsPath ? String(parts.path.drop { $0 == "/" }) : ""
        let words = [parts.scheme, PercentEncoding.decode(parts.hostAndPort)] + (user.map { [$0] } ?? []) + [path]
        trace.line("\(source): git credential \(verb) (\(words.map(LFSTrace.quoted).joined(separator: ", ")))")
    }

    /// Tells the trace which program git asked, where no helper came before it.
    private func tellAskpass(_ parts: URLParts, user: String?, _ answer: Credential?) throws {
        guard trace.isOn else { return }
        let (environment, config) = (repository.programEnvironment, LFSConfig(git: try repository.config))
        let program = environment["GIT_ASKPASS"] ?? config.git["core.askpass"] ?? environment["SSH_ASKPASS"] ?? ""
        let origin = "\(parts.scheme)://\(parts.hostAndPort)"
        guard !program.isEmpty, (config.value("credential", "helper", for: origin) ?? "").isEmpty else { return }
        guard (try? ChildProcess.find(program, environment: environment)) != nil else {
            return trace.line("creds: failed to find GIT_ASKPASS command: \(program)")
        }
        let place = PercentEncoding.decode(parts.hostAndPort) + (tellsPath ? parts.path : "")
        if user == nil { tellQuestion(program, "Username", "\(parts.scheme)://\(place)") }
        guard let name = user ?? answer?.username else { return }
        tellQuestion(program, "Password", "\(parts.scheme)://\(name)@\(place)")
    }

    private var tellsPath: Bool { (try? repository.config.bool("credential.usehttppath")) == true }

    private func tellQuestion(_ program: String, _ what: String, _ url: String) {
        trace.line("creds: filling with GIT_ASKPASS: \(program) \(what) for \(LFSTrace.quoted(url))")
    }

    private func tell(_ verb: String, _ credential: Credential, _ parts: URLParts) {
        guard var lines = try? description(parts, user: credential.username) else { return }
        if let password = credential.password { lines.append("password=\(password)") }
        if let scheme = credential.scheme, let secret = credential.secret {
            lines += ["capability[]=authtype", "authtype=\(scheme)", "credential=\(secret)"]
        }
        if !credential.state.isEmpty { lines.append("capability[]=state") }
        lines += credential.state.map { "state[]=\($0)" }
        _ = try? run(verb, lines)
    }

    /// git leaves the path out unless `credential.useHttpPath`.
    private func description(_ parts: URLParts, user: String?) throws -> [String] {
        var lines = ["protocol=\(parts.scheme)", "host=\(try checked(PercentEncoding.decode(parts.hostAndPort)))"]
        let path = PercentEncoding.decode(parts.path.drop { $0 == "/" })
        if !path.isEmpty { lines.append("path=\(try checked(path))") }
        if let user { lines.append("username=\(try checked(user))") }
        return lines
    }

    /// A line feed or a zero would begin a line of the server's choice.
    private func checked(_ value: String) throws -> String {
        let isUnsafe = value.utf8.contains { $0 == 0 || $0 == 0x0a || ($0 == 0x0d && !allowsReturns) }
        if isUnsafe { throw Diagnostic.fatal("cannot ask for credentials: the URL holds a line break") }
        return value
    }

    private func run(_ verb: String, _ lines: [String]) throws -> ChildResult {
        let input = Array((lines.joined(separator: "\n") + "\n\n").utf8)
        return try ChildProcess.run(
            ["git", "credential", verb], workingDirectory: repository.workTree ?? repository.gitDirectory,
            environment: repository.programEnvironment, input: input, errors: .inherit)
    }

    private static func parse(_ text: String) -> Credential {
        var credential = Credential()
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let value = String(parts[1])
            switch parts[0] {
            case "username": credential.username = value
            case "password": credential.password = value
            case "authtype": credential.scheme = value
            case "credential": credential.secret = value
            case "state[]": credential.state.append(value)
            case "continue": credential.continues = ["1", "true"].contains(value)
            default: break
            }
        }
        return credential
    }
}
