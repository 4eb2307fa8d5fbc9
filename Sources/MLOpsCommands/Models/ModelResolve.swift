internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry

struct ModelResolve: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Say which version wins a contested stage",
        usage: "git mlops model resolve [--why <text>] --winner <version> <model> <stage>")

    @Argument(help: "The model")
    var model: String

    @Argument(help: "The contested stage")
    var stage: String

    @Option(help: "One of the versions that contend")
    var winner: String

    @Option(help: "The reason, for the history")
    var why: String?

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let model = try registry.find(model)
        let version = try registry.version(winner, of: model)
        try registry.resolve(model, RegistryName.stage(stage), winner: version, why: why)
        return 0
    }
}
