internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Finds the Git LFS server that goes with a git remote (Git LFS, docs/api/server-discovery.md).
package struct EndpointFinder: Sendable {
    package let config: LFSConfig
    private let aliases: URLAliases
    /// The branch that HEAD names, without `refs/heads/`; nil when detached.
    private let branch: String?
    private let fetchHead: String?

    package init(_ repository: Repository, config: LFSConfig) throws {
        let head = try repository.git(["symbolic-ref", "-q", "--short", "HEAD"])
        let bytes = try Files.readIfPresent(Paths.join(repository.gitDirectory, "FETCH_HEAD"))
        self.init(config: config, branch: head.status.isSuccess ? head.text : nil, fetchHead: bytes?.asText)
    }

    /// `fetchHead`: the text of git's file of that name.
    package init(config: LFSConfig, branch: String? = nil, fetchHead: String? = nil) {
        self.config = config
        self.branch = branch
        self.fetchHead = fetchHead
        aliases = URLAliases(config.git)
    }

    /// Remotes that git knows.
    package var remotes: [String] { config.git.subsections(of: "remote") }

    /// The remote to use when none is named.
    package func defaultRemote(_ operation: LFSOperation) -> String {
        if operation == .upload {
            if let name = branch.flatMap({ config.git["branch.\($0).pushremote"] }) { return name }
            if let name = config.git["remote.lfspushdefault"] ?? config.git["remote.pushdefault"] { return name }
        }
        if let name = branch.flatMap({ config.git["branch.\($0).remote"] }), name != "." { return name }
        if let name = config.git["remote.lfsdefault"] { return name }
        let withURL = remotes.filter { config.git["remote.\($0).url"] != nil }
        return withURL.count == 1 ? withURL[0] : "origin"
    }

    /// The server for `remote`, a name or a URL; nil when nothing says where one could be.
    package func endpoint(_ operation: LFSOperation, remote: String? = nil) -> LFSEndpoint? {
        if operation == .upload, let url = config["lfs.pushurl"] { return server(url, operation) }
        if let url = config["lfs.url"] { return server(url, operation) }
        let remote = remote ?? defaultRemote(operation)
        if let found = configured(operation, remote) { return found }
        if remote != "origin", let found = configured(operation, "origin") { return found }
        if isURL(remote) { return repositoryServer(remote, operation) }
        return fetchHeadURL.map { repositoryServer($0, operation) }
    }

    /// The servers that `remote` has by its own keys.
    private func configured(_ operation: LFSOperation, _ remote: String) -> LFSEndpoint? {
        let git = config.git
        if operation == .upload, let url = git["remote.\(remote).lfspushurl"] { return server(url, operation) }
        if let url = config["remote.\(remote).lfsurl"] { return server(url, operation) }
        if operation == .upload, let url = git["remote.\(remote).pushurl"] { return repositoryServer(url, operation) }
        return git.all("remote.\(remote).url").first.map { repositoryServer($0, operation) }
    }

    /// The server whose own address `url` is.
    func server(_ url: String, _ operation: LFSOperation) -> LFSEndpoint {
        LFSEndpoint(serverURL: aliases.apply(to: url, operation), gitProtocol: gitProtocol)
    }

    private func repositoryServer(_ url: String, _ operation: LFSOperation) -> LFSEndpoint {
        LFSEndpoint(cloneURL: aliases.apply(to: url, operation), gitProtocol: gitProtocol)
    }

    /// `url` with the aliases of `url.<base>.insteadOf` applied.
    package func rewritten(_ url: String, _ operation: LFSOperation) -> String {
        aliases.apply(to: url, operation)
    }

    private var gitProtocol: String { config["lfs.gitprotocol"] == "http" ? "http" : "https" }

    private func isURL(_ text: String) -> Bool { text.contains(":") || text.contains("/") }

    /// The URL at the end of FETCH_HEAD's first line: `… branch 'main' of https://host/repo`.
    private var fetchHeadURL: String? {
        guard let line = fetchHead?.split(separator: "\n").first, let of = line.ranges(of: " of ").last else {
            return nil
        }
        let url = line[of.upperBound...]
        return url.isEmpty ? nil : String(url)
    }
}
