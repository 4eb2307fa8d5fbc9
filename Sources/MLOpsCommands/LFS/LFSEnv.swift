internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSEnv: LFSCommand {
    static let verb = LFSVerb("env", "Display the Git LFS environment.", synopsis: ["git lfs env"])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let out = session.out
        out.line(LFSVersion.text)
        // It tells what it finds, also where there is no git.
        out.line((try? ChildProcess.run(["git", "version"], environment: session.environment).text) ?? "")
        out.line()
        let repository = try? session.repository()
        let read = try? repository == nil ? outsideConfig(session) : session.config()
        let config = read ?? LFSConfig(git: GitConfig(listing: []))
        if let repository { try? showEndpoints(repository, config, session) }
        showPlaces(repository, session)
        try showSettings(repository, config, session)
        for name in session.environment.keys.filter({ $0.hasPrefix("GIT_") }).sorted() {
            out.line("\(name)=\(session.environment[name] ?? "")")
        }
        for name in ["process", "smudge", "clean"] {
            out.line("git config filter.lfs.\(name) = \"\(config.git["filter.lfs.\(name)"] ?? "")\"")
        }
        return 0
    }

    private static func outsideConfig(_ session: LFSSession) throws -> LFSConfig {
        let listing = try ChildProcess.run(
            ["git", "config", "--list", "-z"], workingDirectory: session.context.workingDirectory,
            environment: session.environment)
        return LFSConfig(git: GitConfig(listing: listing.output))
    }

    private static func showEndpoints(_ repository: Repository, _ config: LFSConfig, _ session: LFSSession) throws {
        let finder = try EndpointFinder(repository, config: config)
        // As Git LFS: only origin's goes without a name.
        let isOrigin = finder.defaultRemote(.download) == "origin"
        if isOrigin, let endpoint = finder.endpoint(.download) { show(endpoint, "Endpoint", config, session) }
        for remote in finder.remotes where !isOrigin || remote != "origin" {
            if let endpoint = finder.endpoint(.download, remote: remote) {
                show(endpoint, "Endpoint (\(remote))", config, session)
            }
        }
    }

    private static func show(
        _ endpoint: LFSEndpoint, _ title: String, _ config: LFSConfig, _ session: LFSSession
    ) {
        let access = config.value("lfs", "access", for: endpoint.url) ?? "none"
        // A repository with a worktree keeps its store in its .git.
        let inner = LocalURL.path(endpoint.url).map { $0 + "/.git" } ?? ""
        let url = Files.isDirectory(inner) ? endpoint.url + "/.git" : endpoint.url
        session.out.line("\(title)=\(url) (auth=\(access))")
        if let target = endpoint.ssh { session.out.line("  SSH=\(target.userAndHost):\(target.path)") }
    }

    private static func showPlaces(_ repository: Repository?, _ session: LFSSession) {
        let store = repository == nil ? nil : try? session.files().store
        let lines = [
            ("LocalWorkingDir", repository.flatMap { session.workTree(of: $0) } ?? ""),
            ("LocalGitDir", repository?.gitDirectory ?? ""),
            ("LocalGitStorageDir", repository?.commonDirectory ?? ""),
            ("LocalMediaDir", store?.objectsDirectory ?? "lfs/objects"),
            ("LocalReferenceDirs", (store?.alternates ?? []).map { $0 + "/objects" }.joined(separator: ",")),
            ("TempDir", store?.temporaryDirectory ?? "lfs/tmp"),
        ]
        for (name, value) in lines { session.out.line("\(name)=\(value)") }
    }

    private static func showSettings(
        _ repository: Repository?, _ config: LFSConfig, _ session: LFSSession
    ) throws {
        let number = { (key: String, standard: Int64) in String(config.int("lfs.\(key)") ?? standard) }
        let flag = { (key: String, standard: Bool) in String(config.bool("lfs.\(key)") ?? standard) }
        let skipsErrors =
            try session.isOn("GIT_LFS_SKIP_DOWNLOAD_ERRORS") || config.bool("lfs.skipdownloaderrors") == true
        let access = { (operation: LFSOperation) -> String in
            guard let repository, let finder = try? EndpointFinder(repository, config: config),
                let endpoint = finder.endpoint(operation)
            else { return "none" }
            return config.value("lfs", "access", for: endpoint.url) ?? "none"
        }
        let lines = [
            ("ConcurrentTransfers", number("concurrenttransfers", 8)), ("TusTransfers", flag("tustransfers", false)),
            ("BasicTransfersOnly", flag("basictransfersonly", false)),
            ("SkipDownloadErrors", String(skipsErrors)),
            ("FetchRecentAlways", flag("fetchrecentalways", false)),
            ("FetchRecentRefsDays", number("fetchrecentrefsdays", 7)),
            ("FetchRecentCommitsDays", number("fetchrecentcommitsdays", 0)),
            ("FetchRecentRefsIncludeRemotes", flag("fetchrecentremoterefs", true)),
            ("PruneOffsetDays", number("pruneoffsetdays", 3)),
            ("PruneVerifyRemoteAlways", flag("pruneverifyremotealways", false)),
            ("PruneRemoteName", config["lfs.pruneremotetocheck"] ?? "origin"),
            ("LfsStorageDir", repository == nil ? "lfs" : (try? session.files().store.root) ?? "lfs"),
            ("AccessDownload", access(.download)), ("AccessUpload", access(.upload)),
            ("DownloadTransfers", transfers(.download, config)), ("UploadTransfers", transfers(.upload, config)),
        ]
        for (name, value) in lines { session.out.line("\(name)=\(value)") }
        if let exclude = config["lfs.fetchexclude"] { session.out.line("FetchExclude=\(spaced(exclude))") }
        if let include = config["lfs.fetchinclude"] { session.out.line("FetchInclude=\(spaced(include))") }
    }

    /// What transfers can be done by, agents of the user's among them.
    private static func transfers(_ operation: LFSOperation, _ config: LFSConfig) -> String {
        if config.bool("lfs.basictransfersonly") == true { return "basic" }
        let tus = operation == .upload && config.bool("lfs.tustransfers") == true ? ["tus"] : []
        let agents = CustomAgent.configured(config.git, for: operation).map(\.name)
        return (["basic", "lfs-standalone-file", "ssh"] + tus + agents).sorted().joined(separator: ",")
    }

    private static func spaced(_ list: String) -> String {
        list.split(separator: ",").map { $0.drop { $0 == " " } }.joined(separator: ", ")
    }
}
