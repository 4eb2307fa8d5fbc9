internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTracking

struct RunsBranch: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "branch", abstract: "Make a branch with the files as a run left them",
        usage: "git mlops runs branch <run> <name>",
        discussion: "One commit on top of the one the run began with. The run's metrics are the commit's.")

    @Argument(help: "Run id, its beginning, or a name")
    var id: String

    @Argument(help: "The branch, which must not exist")
    var name: String

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        let commit = try RunState(try store.find(id), in: store).branch(name)
        session.reporter.note("Branch '\(name)' is at \(commit.hex.prefix(12))")
        return 0
    }
}
