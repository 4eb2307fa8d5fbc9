internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry

struct ModelDelete: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Hide models or versions; 'model restore' brings them back",
        usage: "git mlops model delete [--why <text>] <model>[@<version>]...")

    @Argument(help: "MODEL or MODEL@VERSION")
    var targets: [String]

    @Option(help: "The reason, for the history")
    var why: String?

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        for target in targets {
            let (model, version) = try registry.target(target)
            if try registry.delete(model, version: version, why: why) {
                session.reporter.note("hidden \(DisplayText.oneLine(target))")
            }
        }
        return 0
    }
}
