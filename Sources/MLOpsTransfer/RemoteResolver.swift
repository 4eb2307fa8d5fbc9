package import MLOpsCore
package import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// Finds the remote for large files that goes with a git remote:
///
/// 1. `remote.<git remote>.mlopsurl`;
/// 2. the remote that `mlops.remote` names, or the only one there is;
/// 3. when the git remote is a repository on this machine, the store of that repository;
/// 4. the server that goes with the git remote (``RemoteOpener``).
package struct RemoteResolver: Sendable {
    private let repository: Repository
    private let settings: RemoteSettings

    package init(_ repository: Repository) throws {
        self.repository = repository
        settings = try RemoteSettings(of: repository)
    }

    /// The remote for the git remote or URL `gitRemote`; for the one that git would fetch from when nil. Also takes
    /// the name of a remote for large files. `reference`: the ref there that a push updates, which servers may grant
    /// rights by; the one that goes with the current branch when nil.
    package func remote(for gitRemote: String? = nil, reference: String? = nil) throws -> any ObjectRemote {
        if let gitRemote, let named = settings[gitRemote] { return try open(named) }
        let gitRemote = try gitRemote ?? defaultGitRemote()
        if let gitRemote, let url = try repository.config["remote.\(gitRemote).mlopsurl"] {
            return try open(RemoteSettings.Remote(name: gitRemote, url: url))
        }
        if let name = settings.defaultName {
            guard let named = settings[name] else {
                throw Diagnostic.fatal(
                    "cannot find remote '\(name)' for large files: mlops.remote names it, but it has no URL",
                    hint: "git mlops remote add \(name) <url>")
            }
            return try open(named)
        }
        if settings.remotes.count == 1 { return try open(settings.remotes[0]) }
        if let remote = try RemoteOpener.registered?.server(gitRemote, reference, repository) { return remote }
        if let gitRemote, let remote = try storeOfRepository(gitRemote) { return remote }
        throw noRemote(gitRemote)
    }

    /// The remote to get objects from. Without a name, `lfs.remote.autodetect` takes the git remote that has `treeish`
    /// (HEAD when nil); with `lfs.remote.searchall` the other git remotes are asked for what that one does not have.
    package func source(for gitRemote: String? = nil, treeish: String? = nil) throws -> any ObjectRemote {
        let config = try repository.config
        var gitRemote = gitRemote
        if gitRemote == nil, config.bool("lfs.remote.autodetect") == true {
            gitRemote = try remoteHolding(treeish ?? "HEAD", config)
        }
        let first = try remote(for: gitRemote)
        guard config.bool("lfs.remote.searchall") == true else { return first }
        let used = try gitRemote ?? defaultGitRemote()
        let resolver = self
        let names = config.subsections(of: "remote").filter { $0 != used && config["remote.\($0).url"] != nil }
        return SearchingRemote(first, others: names.map { name in { try resolver.remote(for: name) } })
    }

    /// The git remote of the first tracking ref that reaches the commit; nil when none does.
    private func remoteHolding(_ treeish: String, _ config: GitConfig) throws -> String? {
        let answer = try repository.git(
            ["for-each-ref", "--contains", treeish, "--count=1", "--format=%(refname)", "refs/remotes"])
        guard answer.status.isSuccess else { return nil }
        return config.subsections(of: "remote").filter { answer.text.hasPrefix("refs/remotes/\($0)/") }
            .max { $0.utf8.count < $1.utf8.count }
    }

    /// `branch.<current>.remote`, else the only remote, else origin.
    package func defaultGitRemote() throws -> String? {
        let head = try repository.git(["symbolic-ref", "-q", "--short", "HEAD"])
        if head.status.isSuccess, let name = try repository.config["branch.\(head.text).remote"], name != "." {
            return name
        }
        let names = try repository.gitChecked(["remote"]).text.split(separator: "\n").map(String.init)
        return names.count == 1 ? names[0] : names.first { $0 == "origin" }
    }

    /// The remote that was named: S3, rclone, a directory as path or `file://` URL (relative to the top of the
    /// worktree), or what the registered opener knows.
    package func open(_ remote: RemoteSettings.Remote) throws -> any ObjectRemote {
        if S3Location.isS3(remote.url) { return try openS3(remote) }
        if remote.url.hasPrefix(RcloneRemote.scheme) { return try openRclone(remote) }
        if let path = LocalURL.path(remote.url) { return openDirectory(path, name: remote.name) }
        if let opened = try RemoteOpener.registered?.url(remote, repository) { return opened }
        throw Diagnostic.fatal(
            "cannot use remote '\(remote.name)': '\(remote.url)' is not a place that is known",
            hint: "known are directories, file:// URLs, s3://bucket/folder and rclone:remote:folder")
    }

    private func openDirectory(_ path: String, name: String) -> any ObjectRemote {
        let root = Paths.absolute(path, in: repository.workTree ?? repository.gitDirectory)
        if let location = GitLocation.at(root) { return store(of: location, name: name) }
        return DirectoryRemote(name: name, store: ObjectStore(root: root), now: repository.context.now)
    }

    private func openS3(_ remote: RemoteSettings.Remote) throws -> any ObjectRemote {
        let location = try S3Location(of: remote)
        try RemoteTrust.check(remote, location)
        return try S3Remote(
            name: remote.name, location: location, context: repository.context,
            http: HTTPClient(repository: repository), engine: TransferEngine(config: repository.config),
            helper: S3KeyHelper(repository))
    }

    private func openRclone(_ remote: RemoteSettings.Remote) throws -> any ObjectRemote {
        try RemoteTrust.check(remote)
        return try RcloneRemote(
            name: remote.name, url: remote.url, environment: repository.context.environment,
            workingDirectory: repository.workTree ?? repository.gitDirectory)
    }

    /// The store inside a local repository, as Git LFS's file adapter finds it.
    private func storeOfRepository(_ gitRemote: String) throws -> (any ObjectRemote)? {
        let url = try repository.gitChecked(["ls-remote", "--get-url", gitRemote]).text
        guard let path = LocalURL.path(url) else { return nil }
        let base = Paths.absolute(path, in: repository.workTree ?? repository.gitDirectory)
        for candidate in [base, base + ".git"] {
            if let location = GitLocation.at(candidate) { return store(of: location, name: gitRemote) }
        }
        return nil
    }

    private func store(of location: GitLocation, name: String) -> DirectoryRemote {
        let listing = try? repository.git(["config", "-f", location.commonDirectory + "/config", "--list", "-z"]).output
        let config = GitConfig(listing: listing ?? [])
        let store = ObjectStore(of: location, environment: [:], isOurs: false) { config[$0] }
        return DirectoryRemote(
            name: name, store: store, anchor: location.commonDirectory, now: repository.context.now)
    }

    private func noRemote(_ gitRemote: String?) -> NoRemote {
        NoRemote(gitRemote: gitRemote)
    }
}

/// There is nowhere that large files could come from or go to.
package struct NoRemote: DiagnosticConvertible {
    package let gitRemote: String?

    package init(gitRemote: String?) {
        self.gitRemote = gitRemote
    }

    package var diagnostic: Diagnostic {
        let which = gitRemote.map { " that goes with '\($0)'" } ?? ""
        return .fatal(
            "cannot find a remote for large files\(which)", hint: "git mlops remote add --default <name> <directory>")
    }
}
