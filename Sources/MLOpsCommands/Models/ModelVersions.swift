internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTerminal

struct ModelVersions: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions", abstract: "List the versions of a model, the newest first",
        usage: "git mlops model versions [--deleted] [--json] <model>")

    @Argument(help: "The model")
    var model: String

    @Flag(help: "Show deleted versions too")
    var deleted = false

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        let model = try session.registry().find(model, includeDeleted: deleted)
        if json {
            let all = model.json["versions"]?.arrayValue ?? []
            let shown = all.filter { deleted || $0["deleted"]?.boolValue != true }
            session.out.json(["schema": 1, "model": .string(model.name), "versions": .array(shown.reversed())])
            return 0
        }
        return try session.paged {
            let table = ModelView.versions(model, includeDeleted: deleted, session.out)
            session.out.write(table.text { session.out.paint($0, .bold) })
            return 0
        }
    }
}
