internal import ArgumentParser
internal import MLOpsRegistry

struct ModelTag: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Set or remove tags of a model or a version",
        usage: "git mlops model tag <model>[@<version>] [<key>=<value>...] [-d <key>]...")

    @Argument(help: "MODEL or MODEL@VERSION")
    var target: String

    @Argument(help: "KEY=VALUE (can be repeated)")
    var tags: [String] = []

    @Option(name: [.customShort("d"), .customLong("delete")], help: "Remove this tag (can be repeated)")
    var delete: [String] = []

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let (model, version) = try registry.target(target)
        let set = try tags.map { try KeyValue.pair($0, option: "model tag") }
        try registry.tag(model, version: version, set: set, remove: delete)
        return 0
    }
}
