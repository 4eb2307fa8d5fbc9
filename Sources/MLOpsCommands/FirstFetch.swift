internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold
internal import MLOpsSystem
internal import MLOpsTracking

/// A fresh clone has no runs yet, because `git clone` copies no refs but branches and tags: the first command gets
/// them. Later ones come with plain `git fetch`.
enum FirstFetch {
    /// Remembers that it is still to be done: a hook that sets the clone up does not wait for the network.
    static func request(_ repository: Repository) {
        try? Files.makeDirectories(Paths.parent(mark(repository)))
        try? Files.write([], to: mark(repository))
    }

    /// Tries again at most every five minutes: a host that does not answer must not hold up every command.
    static func runIfRequested(_ repository: Repository) {
        guard Files.exists(mark(repository)) || isFreshBareClone(repository) else { return }
        let now = repository.context.now()
        if hasFetched(repository) {
            try? Files.remove(mark(repository))
            return
        }
        if let last = lastTry(repository), now - last < 300_000, now >= last {
            return warn(repository, "runs are not fetched yet")
        }
        try? Files.remove(mark(repository))
        try? Files.write(Array("\(now)\n".utf8), to: done(repository))
        run(repository)
    }

    /// A sync, or a second remote, may have been faster.
    private static func hasFetched(_ repository: Repository) -> Bool {
        !((try? repository.references(LogReferences.trackingRoot)) ?? []).isEmpty
    }

    private static func lastTry(_ repository: Repository) -> Int64? {
        (try? Files.readIfPresent(done(repository)))?.asText.split(separator: "\n").first.flatMap { Int64($0) }
    }

    private static func warn(_ repository: Repository, _ what: String) {
        repository.context.reporter.warning("partial view: \(what)")
        repository.context.reporter.hint("git mlops sync")
    }

    private static func mark(_ repository: Repository) -> String {
        Paths.join(repository.commonDirectory, "mlops/first-fetch")
    }

    private static func done(_ repository: Repository) -> String {
        Paths.join(repository.commonDirectory, "mlops/fetched")
    }

    /// A bare clone is never set up, so it is asked once whether it is one of ours.
    private static func isFreshBareClone(_ repository: Repository) -> Bool {
        guard repository.workTree == nil, !Files.exists(done(repository)), !TrackingHooks.hasLog(repository),
            let remote = try? DefaultRemote.name(repository),
            (try? repository.config["remote.\(remote).url"]) ?? nil != nil
        else { return false }
        try? Files.makeDirectories(Paths.parent(mark(repository)))
        guard let head = repository.resolveIfPresent("HEAD"), let tree = try? repository.commit(head).tree,
            let names = try? repository.tree(tree).map(\.name.asText)
        else { return false }
        return RepositorySetup.markers.contains(where: names.contains)
    }

    private static func run(_ repository: Repository) {
        guard let remote = try? DefaultRemote.name(repository),
            (try? repository.config["remote.\(remote).url"]) ?? nil != nil
        else { return }
        findBranches(remote, repository)
        do {
            try LogSync(RunStore(repository, tellsHoles: false), remote: remote).fetch()
        } catch {
            warn(repository, "cannot fetch runs from '\(remote)': \(Diagnostic(describing: error).message)")
            request(repository)
        }
    }

    /// On hosts that take only heads the log is in branches; the clone has brought them, and so knows.
    private static func findBranches(_ remote: String, _ repository: Repository) {
        let prefix = LogReferences.branchPrefix
        let branches = "refs/remotes/\(remote)/" + prefix.dropFirst("refs/heads/".utf8.count) + "/v1/"
        guard let config = try? repository.config, config["mlops.refPrefix"] == nil,
            let found = try? repository.references(branches), !found.isEmpty,
            (try? repository.gitChecked(["config", "mlops.refPrefix", prefix])) != nil
        else { return }
        repository.reloadConfig()
        AutoSetup.ensure(repository)
        repository.context.reporter.note(
            "mlops: the log of '\(remote)' is in branches: set mlops.refPrefix to \(prefix)")
    }
}
