internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTerminal

struct ModelHistory: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show who changed a model, when and where, from what to what, and why",
        usage: "git mlops model history [--json] <model>")

    @Argument(help: "The model")
    var model: String

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        let model = try session.registry().find(model, includeDeleted: true)
        if json {
            session.out.json([
                "schema": 1, "model": .string(model.name), "history": .array(model.history.map(\.json)),
            ])
            return 0
        }
        return try session.paged {
            session.out.write(table(model).text { session.out.paint($0, .bold) })
            return 0
        }
    }

    private func table(_ model: ModelRecord) -> Table {
        var table = Table(columns: [
            .init("WHEN"), .init("WHO"), .init("WHERE"), .init("WHAT"), .init("VERSION"), .init("FROM"), .init("TO"),
            .init("OUTCOME"),
            .init("GATES"), .init("WHY"),
        ])
        table.rows = model.history.reversed().map { change in
            [
                Timestamp.local(change.time), change.author, change.host,
                [
                    change.kind.rawValue.split(separator: ".").last.map(String.init) ?? "",
                    change.stage ?? change.key ?? "",
                ]
                .joined(separator: " "),
                change.version ?? "", change.from ?? "", change.to ?? "", change.outcome?.rawValue ?? "",
                change.gates.flatMap(GateVerdict.init).map { GateView(verdict: $0).summary } ?? "", change.why,
            ]
        }
        return table
    }
}
