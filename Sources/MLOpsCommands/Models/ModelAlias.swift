internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry

struct ModelAlias: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "alias", abstract: "Give a version another name, or take one away",
        usage: "git mlops model alias (<model>@<version> <alias> | -d <model> <alias>)")

    @Argument(help: "MODEL@VERSION; with -d MODEL")
    var target: String

    @Argument(help: "The alias, such as champion")
    var alias: String

    @Flag(name: [.customShort("d"), .customLong("delete")], help: "Take the alias away")
    var delete = false

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let (model, version) = try registry.target(target)
        if !delete, version == nil { throw Diagnostic.usage("expected <model>@<version>, not '\(target)'") }
        try registry.alias(model, alias, version: delete ? nil : version)
        return 0
    }
}
