internal import ArgumentParser
internal import MLOpsRegistry

struct ModelDescribe: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Say what a model or a version is",
        usage: "git mlops model describe <model>[@<version>] <text>")

    @Argument(help: "MODEL or MODEL@VERSION")
    var target: String

    @Argument(help: "The description; it replaces the one of before")
    var text: String

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let (model, version) = try registry.target(target)
        try registry.describe(model, version: version, text: text)
        return 0
    }
}
