internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTracking

struct RunsCheckout: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkout", abstract: "Make a worktree with the files as a run left them",
        usage: "git mlops runs checkout <run> [<dir>]",
        discussion: "This worktree stays as it is; 'git worktree remove' takes the new one away.")

    @Argument(help: "Run id, its beginning, or a name")
    var id: String

    @Argument(help: "Where (default: beside this worktree, named after it and the run)")
    var path: String?

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let store = try RunStore(repository)
        let record = try store.find(id)
        guard let top = repository.workTree ?? (path == nil ? nil : repository.gitDirectory) else {
            throw Diagnostic.usage("a bare repository has no place beside it: say where")
        }
        let place =
            path.map { Paths.absolute($0, in: session.context.workingDirectory) }
            ?? "\(top)-\(record.id.prefix(8))"
        try RunState(record, in: store).checkout(at: place)
        session.reporter.note("The files of \(RunName.short(record.id)) are in '\(place)'")
        return 0
    }
}
