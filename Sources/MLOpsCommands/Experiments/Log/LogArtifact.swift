internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTracking

struct LogArtifact: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "artifact", abstract: "Keep a file with a run",
        usage: "git mlops log artifact [--run <run>] [--name <name>] <file>")

    @Argument(help: "The file; above 1 MiB it goes to the object store, else into git")
    var file: String

    @Option(help: "Name under which the run keeps it")
    var name: String?

    @OptionGroup var target: RunTarget

    func run(in session: Session) throws -> Int32 {
        let repository = try Repository.open(RunLogger.context(session.context))
        let config = try repository.config
        let location = GitLocation(gitDirectory: repository.gitDirectory, commonDirectory: repository.commonDirectory)
        let store = ObjectStore(of: location, environment: session.context.environment) { config[$0] }
        let path = Paths.absolute(file, in: session.context.workingDirectory)
        try RunLogger(repository, run: target.run).logArtifact(path, name: name ?? file, store: store)
        return 0
    }
}
