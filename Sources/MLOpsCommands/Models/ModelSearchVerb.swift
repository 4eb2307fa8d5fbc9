internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTerminal
internal import MLOpsTracking

struct ModelSearchVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find models, or versions, by a filter",
        usage: "git mlops model search [--versions] [--order-by <key>]... [--max-results <n>] [--json] [<filter>]",
        discussion: """
            Filters are those of MLflow: "name LIKE 'fraud%' AND tags.team = 'risk'"; with --versions
            "run_id = '…' AND version_number > 3 AND stage = 'Production'". docs/search.md has them all.
            """)

    @Argument(help: "The filter; without it everything")
    var filter = ""

    @Flag(help: "Look for versions instead of models")
    var versions = false

    @Option(
        help: ArgumentHelp(
            "name, version_number, creation_timestamp or last_updated_timestamp, then DESC", valueName: "key"))
    var orderBy: [String] = []

    @Option(help: ArgumentHelp("At most so many", valueName: "n"))
    var maxResults: Int?

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        if let maxResults, maxResults < 1 { throw Diagnostic.usage("--max-results is at least 1") }
        let search = ModelSearch(filter: filter, orders: orderBy, limit: maxResults)
        let registry = try session.registry()
        let models = try registry.summaries()
        if versions { return try show(search.versions(registry.versions(of: search.candidates(models))), session) }
        return try show(search.models(models), registry, session)
    }

    private func show(_ models: [ModelSummary], _ registry: ModelRegistry, _ session: Session) throws -> Int32 {
        if json {
            session.out.json(["schema": 1], lists: ["models": try registry.documents(models).lazy.map(JSONItem.line)])
            return 0
        }
        return try session.paged {
            session.out.write(ModelView.models(models, session.out).text { session.out.paint($0, .bold) })
            return 0
        }
    }

    private func show(_ found: [VersionSummary], _ session: Session) throws -> Int32 {
        if json {
            let items = found.lazy.map { version in
                let model = JSONValue.string(version.model).serialized().asText
                return JSONItem.line("{\"model\":\(model),\"version\":\(version.document)}")
            }
            session.out.json(["schema": 1], lists: ["versions": items])
            return 0
        }
        var table = Table(columns: [
            .init("VERSION"), .init("STAGE"), .init("ALIASES"), .init("RUN"), .init("CREATED"), .init("BY"),
            .init("ABOUT"),
        ])
        table.rows = found.map { version in
            [
                "\(version.model)@\(version.name)", version.stages.joined(separator: " "),
                version.aliases.joined(separator: " "), version.run.map(RunName.short) ?? "",
                Timestamp.local(version.created), version.author, version.description,
            ]
        }
        return try session.paged {
            session.out.write(table.text { session.out.paint($0, .bold) })
            return 0
        }
    }
}
