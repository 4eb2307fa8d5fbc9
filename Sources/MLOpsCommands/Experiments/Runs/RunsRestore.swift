internal import ArgumentParser
internal import MLOpsTracking

struct RunsRestore: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Show hidden runs again", usage: "git mlops runs restore <run>...")

    @Argument(help: "Runs, each an id, its beginning, or a name")
    var ids: [String]

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        try RunEditing.restore(try ids.map { try store.find($0, isHidden: true) }, in: store)
        return 0
    }
}
