internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry

struct ModelUnstage: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "unstage", abstract: "Take what is in a stage out of it",
        usage: "git mlops model unstage [--why <text>] <model> <stage>")

    @Argument(help: "The model")
    var model: String

    @Argument(help: "The stage")
    var stage: String

    @Option(help: "The reason, for the history")
    var why: String?

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        try registry.unstage(registry.find(model), RegistryName.stage(stage), why: why)
        RegistryEcho(registry, session).tags(of: model, isShared: false)
        return 0
    }
}
