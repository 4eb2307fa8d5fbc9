internal import ArgumentParser
internal import MLOpsTracking

struct RunsNote: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Write a sentence about a run", usage: "git mlops runs note <run> <text>")

    @Argument(help: "Run id, its beginning, or a name")
    var id: String

    @Argument(help: "The text; it replaces an earlier one")
    var text: String

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        try RunEditing.note(try store.find(id), text: text, in: store)
        return 0
    }
}
