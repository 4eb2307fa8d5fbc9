internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsTransfer
internal import Synchronization

/// Talks to one Git LFS server over HTTP: finds where it is, proves who is asking, sends and reads JSON.
final class LFSClient: Sendable {
    static let mediaType = "application/vnd.git-lfs+json"
    private static let bodyLimit = 64 << 20
    /// How often other credentials are tried.
    private static let attempts = 3

    let repository: Repository
    let config: LFSConfig
    let credentials: CredentialStore
    let http: HTTPClient
    let trace: LFSTrace
    private let finder: EndpointFinder
    private let authenticator: SSHAuthenticator
    private let remote: String?
    private let url: String?

    init(_ repository: Repository, config: LFSConfig, remote: String?, url: String? = nil) throws {
        self.url = url
        self.repository = repository
        self.config = config
        self.remote = remote
        finder = try EndpointFinder(repository, config: config)
        credentials = CredentialStore.shared(for: repository)
        authenticator = SSHAuthenticator.shared(for: repository, config: config)
        trace = LFSTrace(repository.context)
        http = HTTPClient(
            HTTPSettings(
                config: config.git, home: repository.context.environment["HOME"],
                userAgent: "git-lfs/3.7.0 (git-mlops)"), watcher: trace)
    }

    func endpoint(_ operation: LFSOperation) throws -> LFSEndpoint {
        if let url { return finder.server(url, operation) }
        guard let endpoint = finder.endpoint(operation, remote: remote) else {
            throw NoRemote(gitRemote: remote)
        }
        return endpoint
    }

    /// What a URL of an action is rewritten to, when that is wanted.
    func rewritten(_ href: String, _ operation: LFSOperation) -> String {
        config.bool("lfs.transfer.enablehrefrewrite") == true ? finder.rewritten(href, operation) : href
    }

    /// Sends `body` to `path` below the server's address.
    func call(
        _ method: String, _ path: String, query: [(String, String)] = [], _ body: JSONValue? = nil,
        _ operation: LFSOperation
    ) throws -> LFSAnswer {
        let endpoint = try endpoint(operation)
        let base = try base(endpoint, operation)
        var url = (base.href.hasSuffix("/") ? String(base.href.dropLast()) : base.href) + "/" + path
        let pairs = query.filter { !$0.1.isEmpty }.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }
        if !pairs.isEmpty { url += "?" + pairs.joined(separator: "&") }
        var request = HTTPRequest(method, url, headers: base.headers, body: .none)
        request.headers["Accept"] = Self.mediaType
        if let body {
            request.headers["Content-Type"] = Self.mediaType
            request.body = .bytes(body.serialized())
        }
        let response = try send(request, to: .memory(limit: Self.bodyLimit), accessURL: endpoint.url)
        let host = URLParts(url)?.hostAndPort ?? endpoint.url
        guard response.isSuccess else { throw LFSServerError(response, host: host) }
        return LFSAnswer(
            status: response.status, body: try Self.parse(response, host: host), received: repository.context.now(),
            sent: response.date)
    }

    /// Sends a request. Credentials go along when the server wants them and the request has no Authorization of its
    /// own; those that work are kept, those that do not are forgotten and others asked for.
    ///
    /// `accessURL`: what `lfs.<url>.access` is looked up by, and written for when credentials were wanted and
    /// `keepsAccess`.
    func send(
        _ request: HTTPRequest, to sink: HTTPSink, accessURL: String, keepsAccess: Bool = true
    ) throws -> HTTPResponse {
        var request = request
        guard let parts = URLParts(request.url) else {
            throw Diagnostic.fatal("cannot reach the Git LFS server: '\(request.url)' is not a URL")
        }
        request.url = Self.withoutUser(request.url)
        request.carriesGitHeaders = true
        request.patience = config.patience(for: request.url)
        if request.headers["Authorization"] != nil || sendsOwnAuthorization(request.url) {
            return try http.send(request, to: sink)
        }
        let isKnown = ["basic", "private"].contains(config.value("lfs", "access", for: accessURL)?.lowercased() ?? "")
        var credential = try credentials.credential(for: parts, asks: isKnown || parts.user != nil)
        for attempt in 1...Self.attempts {
            request.headers["Authorization"] = credential?.authorization
            let response = try http.send(request, to: sink)
            guard response.status == 401 else {
                if response.status < 400, let credential {
                    keep(credential, parts, isKnown || !keepsAccess ? nil : accessURL)
                }
                return response
            }
            if let credential, !credential.continues { credentials.reject(credential, for: parts) }
            if attempt == Self.attempts { return response }
            trace.line("api: http response indicates \"basic\" authentication. Resubmitting...")
            let challenges = response.headers.all("LFS-Authenticate") + response.headers.all("WWW-Authenticate")
            let next = try credentials.credential(
                for: parts, asks: true, challenges: challenges, previous: credential)
            // The same again helps nobody, and may lock an account.
            guard let next, next != credential || next.continues else { return response }
            credential = next
        }
        preconditionFailure("the last attempt returns")
    }

    /// Remembers what worked, and that the server wants it at `accessURL`.
    private func keep(_ credential: Credential, _ parts: URLParts, _ accessURL: String?) {
        credentials.approve(credential, for: parts)
        guard let accessURL, URLParts(accessURL)?.hostAndPort == parts.hostAndPort,
            noted.withLock({ $0.insert(accessURL).inserted })
        else { return }
        _ = try? repository.git(["config", "--local", "lfs.\(Self.withoutUser(accessURL)).access", "basic"])
    }

    /// URLs that the configuration was told of.
    private let noted = Mutex<Set<String>>([])

    /// Whether git's configuration adds an Authorization header to requests to this URL, as CI runners have it.
    private func sendsOwnAuthorization(_ url: String) -> Bool {
        config.all("http", "extraheader", for: url).contains { $0.lowercased().hasPrefix("authorization:") }
    }

    /// The API's address and the headers that go with it: the endpoint's, or what `git-lfs-authenticate` says.
    private func base(_ endpoint: LFSEndpoint, _ operation: LFSOperation) throws -> LFSAction {
        switch endpoint.kind {
        case .http: return LFSAction(href: endpoint.url)
        case .ssh(let target):
            let answer = try authenticator.authenticate(target, operation)
            return LFSAction(href: answer?.href ?? endpoint.url, headers: answer?.headers ?? [:])
        case .file, .unknown:
            throw Diagnostic.fatal("cannot talk to '\(endpoint.original)': it is no Git LFS server")
        }
    }

    private static func parse(_ response: HTTPResponse, host: String) throws -> JSONValue {
        if response.body.allSatisfy({ $0 <= 0x20 }) { return .null }
        do {
            return try JSONValue.parse(response.body)
        } catch {
            throw UnusableAnswer.unreadable(host: host, why: "is no JSON")
        }
    }

    /// `user:password@` is for us, not for the request line.
    static func withoutUser(_ url: String) -> String {
        guard let mark = url.firstRange(of: "://") else { return url }
        let rest = url[mark.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        guard let at = rest[..<end].lastIndex(of: "@") else { return url }
        return String(url[..<mark.upperBound]) + String(rest[rest.index(after: at)...])
    }
}
