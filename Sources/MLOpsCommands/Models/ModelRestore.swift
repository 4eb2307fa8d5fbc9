internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry

struct ModelRestore: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Show hidden models or versions again",
        usage: "git mlops model restore <model>[@<version>]...")

    @Argument(help: "MODEL or MODEL@VERSION")
    var targets: [String]

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        for target in targets {
            let (model, version) = try registry.target(target, includeDeleted: true)
            if try registry.restore(model, version: version) {
                session.reporter.note("restored \(DisplayText.oneLine(target))")
            }
        }
        return 0
    }
}
