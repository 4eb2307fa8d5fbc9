internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTerminal

struct ModelList: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List models", usage: "git mlops model list [--deleted] [--json]")

    @Flag(help: "Show deleted models too")
    var deleted = false

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let models = try registry.summaries(includeDeleted: deleted)
        if json {
            session.out.json(["schema": 1], lists: ["models": try registry.documents(models).lazy.map(JSONItem.line)])
            return 0
        }
        if models.isEmpty {
            session.reporter.note("no models yet")
            session.reporter.hint("git mlops model register <run | file>")
        } else {
            return try session.paged {
                session.out.write(ModelView.models(models, session.out).text { session.out.paint($0, .bold) })
                return 0
            }
        }
        return 0
    }
}
