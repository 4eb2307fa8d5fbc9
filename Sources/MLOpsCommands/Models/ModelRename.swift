internal import ArgumentParser
internal import MLOpsRegistry

struct ModelRename: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a model another name", usage: "git mlops model rename <model> <name>")

    @Argument(help: "The model")
    var model: String

    @Argument(help: "Its new name")
    var name: String

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        try registry.rename(registry.find(model), to: name)
        return 0
    }
}
