internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsRegistry
internal import MLOpsStore
internal import MLOpsTerminal
internal import MLOpsTracking

struct ModelRegister: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Register a version of a model",
        usage:
            "git mlops model register [--name <model>] [--run <run>] [--signature <file>] [--json] <run | file | folder>...",
        discussion: "A version pins the hashes of its files, the run, the commit and the code. It never changes.")

    @Argument(help: "A run, whose artifacts it takes, or files")
    var targets: [String]

    @Option(help: "The model; without it the name of the run or of the only file")
    var name: String?

    @Option(help: "The run that made the files")
    var run: String?

    @Option(help: "Only this artifact of the run (can be repeated)")
    var artifact: [String] = []

    @Option(
        help: ArgumentHelp(
            "What it takes and gives: a file with inputs and outputs, or a table schema; else what an MLmodel file says",
            valueName: "file"))
    var signature: String?

    @Option(help: "What is special about this version")
    var description: String?

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let repository = registry.store.repository
        let config = try repository.config
        let location = GitLocation(gitDirectory: repository.gitDirectory, commonDirectory: repository.commonDirectory)
        let objects = ObjectStore(of: location, environment: session.context.environment) { config[$0] }
        let result = try ModelRegistration(registry, objects: objects).register(
            targets, run: run, artifacts: artifact, name: name, description: description, signature: signature)
        RegistryEcho(registry, session).tags(of: result.model.name, isShared: false)
        if json {
            session.out.json(ModelView.document(result.model, result.version))
        } else {
            session.out.line("\(DisplayText.oneLine(result.model.name))@\(result.version.name)")
        }
        return 0
    }
}
