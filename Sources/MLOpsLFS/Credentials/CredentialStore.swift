internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTransfer
internal import Synchronization

/// Finds credentials once for each server and process: the URL itself, `.netrc`, then git's helpers.
final class CredentialStore: Sendable {
    private let helper: CredentialHelper
    private let netrc: NetrcFile?
    private let gitURLs: [URLParts]
    private let serverURLs: [URLParts]
    /// By origin and user. A nil value: nobody knew.
    private let known = Mutex<[String: Credential]>([:])

    /// Origins whose helpers were told that it worked.
    private let approved = Mutex<Set<String>>([])
    /// By git folder.
    private static let stores = Mutex<[String: CredentialStore]>([:])

    /// One for all clients of the process, so that nobody is asked twice.
    static func shared(for repository: Repository) -> CredentialStore {
        stores.withLock { stores in
            if let store = stores[repository.gitDirectory] { return store }
            let store = CredentialStore(repository)
            stores[repository.gitDirectory] = store
            return store
        }
    }

    private init(_ repository: Repository) {
        helper = CredentialHelper(repository)
        let home = repository.context.environment["HOME"]
        let bytes = home.flatMap { try? Files.readIfPresent(Paths.join($0, ".netrc")) }
        netrc = bytes.map { NetrcFile($0.asText) }
        let config = try? repository.config
        let remotes = config?.subsections(of: "remote") ?? []
        gitURLs = remotes.compactMap { name in config?["remote.\(name).url"].flatMap(URLParts.init) }
        let keys = ["lfs.url", "lfs.pushurl"] + remotes.map { "remote.\($0).lfsurl" }
        serverURLs = keys.compactMap { key in config?[key].flatMap(URLParts.init) }
    }

    /// What is known for the URL; asks the helpers when nothing is and `asks`.
    func credential(
        for parts: URLParts, asks: Bool, challenges: [String] = [], previous: Credential? = nil
    ) throws -> Credential? {
        if let user = parts.user, let password = parts.password {
            return previous == nil ? Credential(username: user, password: password) : nil
        }
        let user = user(for: parts)
        let key = "\(parts.scheme)://\(parts.hostAndPort)/\(user ?? "")"
        if previous == nil {
            if let credential = known.withLock({ $0[key] }) {
                tellKnown(credential, parts)
                return credential
            }
            if asks, let found = configured(for: parts, user: user) {
                known.withLock { $0[key] = found }
                return found
            }
            if asks, let found = netrc?.credential(host: PercentEncoding.decode(parts.host), user: user) {
                known.withLock { $0[key] = found }
                tellKnown(found, parts)
                return found
            }
        }
        guard asks else { return nil }
        // One question at a time: several threads may find out at once that one is needed.
        return try known.withLock { known in
            if previous == nil, let credential = known[key] { return credential }
            if let other = known[key], let previous, other != previous { return other }
            let credential = try helper.fill(
                repositoryURL(parts), user: user, challenges: challenges, previous: previous)
            known[key] = credential
            return credential
        }
    }

    /// Tells the helpers once for each server.
    func approve(_ credential: Credential, for parts: URLParts) {
        if credential.source == .netrc { helper.tellNetrc("approve", repositoryURL(parts)) }
        guard credential.source == .helper else { return }
        guard approved.withLock({ $0.insert("\(parts.scheme)://\(parts.hostAndPort)").inserted }) else { return }
        if parts.password == nil { helper.approve(credential, repositoryURL(parts)) }
    }

    func reject(_ credential: Credential, for parts: URLParts) {
        if credential.source == .netrc { helper.tellNetrc("reject", repositoryURL(parts)) }
        if credential.source == .helper, parts.password == nil { helper.reject(credential, repositoryURL(parts)) }
        let key = "\(parts.scheme)://\(parts.hostAndPort)/\(user(for: parts) ?? "")"
        known.withLock { if $0[key] == credential { $0[key] = nil } }
    }

    private func tellKnown(_ credential: Credential, _ parts: URLParts) {
        switch credential.source {
        case .netrc: helper.tellNetrc("fill", repositoryURL(parts), user: credential.username)
        // Git LFS asks its cache for the API alone.
        case .helper where parts.path.contains("/info/lfs"): helper.tellKnown(repositoryURL(parts))
        case .helper, .url: break
        }
    }

    /// What the user's configuration says in a URL of the same server, for addresses that the server names.
    private func configured(for parts: URLParts, user: String?) -> Credential? {
        let found = (serverURLs + gitURLs).first { url in
            url.scheme == parts.scheme && url.hostAndPort == parts.hostAndPort && url.password != nil
                && (parts.user == nil || url.user == user)
        }
        return found.map { Credential(username: $0.user, password: $0.password, source: .url) }
    }

    /// The user that the URL names, else the one of the git remote on the same server.
    private func user(for parts: URLParts) -> String? {
        parts.user
            ?? gitURLs.first { $0.scheme == parts.scheme && $0.hostAndPort == parts.hostAndPort && $0.user != nil }?
            .user
    }

    /// Helpers know the git repository, which the API lies below, by the address that git has for it.
    private func repositoryURL(_ parts: URLParts) -> URLParts {
        guard let end = parts.path.firstRange(of: "/info/lfs") else { return parts }
        let path = parts.path[..<end.lowerBound]
        let remote = gitURLs.first { url in
            url.scheme == parts.scheme && url.hostAndPort == parts.hostAndPort
                && (url.path == path || url.path + ".git" == path)
        }
        return remote ?? URLParts("\(parts.scheme)://\(parts.hostAndPort)\(path)") ?? parts
    }
}
