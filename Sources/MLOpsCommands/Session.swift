internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold
internal import MLOpsTerminal
internal import MLOpsTransfer

/// What a command is given: the process it runs in, where results go, and the repository on demand.
struct Session: Sendable {
    let context: InvocationContext
    let out: Output

    var reporter: any Reporter { context.reporter }

    /// The repository of the working folder, set up when it is a fresh clone of ours. Throws git's own "not a git
    /// repository" sentence. `fetching` false: hooks do not reach for the network on their own account.
    func repository(fetching: Bool = true) throws -> Repository {
        let repository = try Repository.open(context, readingConfig: true)
        if AutoSetup.ensure(repository) {
            repository.reloadConfig()
            FirstFetch.request(repository)
        }
        if fetching {
            FirstFetch.runIfRequested(repository)
            // Not in hooks: the git command around them has the index in memory as it was.
            LargeFiles.finishCheckouts(in: repository)
        }
        return repository
    }

    /// Sets the clone up after a command that gave it large files, or a place for them: without the pre-push hook a
    /// plain `git push` would leave their contents behind.
    func keepsLargeFiles(_ repository: Repository) {
        repository.reloadConfig()
        if AutoSetup.ensure(repository, isOurs: true) { repository.reloadConfig() }
    }
}
