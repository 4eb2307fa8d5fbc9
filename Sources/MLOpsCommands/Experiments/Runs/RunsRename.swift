internal import ArgumentParser
internal import MLOpsTracking

struct RunsRename: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a run another name", usage: "git mlops runs rename <run> <name>")

    @Argument(help: "Run id, its beginning, or a name")
    var id: String

    @Argument(help: "The new name; several runs may have it")
    var name: String

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        try RunEditing.rename(try store.find(id), to: name, in: store)
        return 0
    }
}
