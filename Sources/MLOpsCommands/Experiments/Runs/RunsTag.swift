internal import ArgumentParser
internal import MLOpsTracking

struct RunsTag: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Set or remove tags of a run",
        usage: "git mlops runs tag <run> [<key>=<value>...] [-d <key>]...")

    @Argument(help: "Run id, its beginning, or a name")
    var id: String

    @Argument(help: "KEY=VALUE (can be repeated)")
    var tags: [String] = []

    @Option(name: [.customShort("d"), .customLong("delete")], help: "Remove this tag (can be repeated)")
    var delete: [String] = []

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        let record = try store.find(id)
        let set = try tags.map { try KeyValue.pair($0, option: "runs tag") }
        try RunEditing.tag(record, set: set, remove: delete, in: store)
        return 0
    }
}
