internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold
internal import MLOpsTerminal

/// What a command is given: the process it runs in, where results go, and the repository on demand.
struct Session: Sendable {
    let context: InvocationContext
    let out: Output

    var reporter: any Reporter { context.reporter }

    /// The repository of the working folder. Throws git's own "not a git repository" sentence.
    func repository() throws -> Repository {
        let repository = try Repository.open(context)
        guard AutoSetup.ensure(repository) else { return repository }
        repository.reloadConfig()
        FirstFetch.run(repository)
        return repository
    }
}
