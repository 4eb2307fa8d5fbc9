internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsIndex
internal import MLOpsTerminal
internal import MLOpsTracking

struct ExperimentsList: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List experiments",
        usage: "git mlops experiments list [--deleted] [--json | --porcelain [-z]]")

    @Flag(help: "Show deleted experiments too")
    var deleted = false

    @OptionGroup var output: OutputOptions

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        let counts = try store.index.runCounts()
        let experiments = try store.experiments(includeDeleted: deleted).map { record in
            (record, runs: record.identities.reduce(0) { $0 + (counts[$1] ?? 0) })
        }
        if output.json {
            let items = experiments.map { record, runs -> JSONValue in
                guard case .object(var members) = record.json else { return .null }
                members["runs"] = .integer(Int64(runs))
                return .object(members)
            }
            session.out.json(.object(["experiments": .array(items), "schema": 1]))
        } else if output.porcelain {
            for (record, runs) in experiments {
                let name = output.z ? record.name : DisplayText.oneLine(record.name)
                let fields = [record.id, record.isDeleted ? "deleted" : "active", "\(runs)", name]
                session.out.write(fields.joined(separator: "\t") + (output.z ? "\0" : "\n"))
            }
        } else {
            var table = Table(columns: [.init("EXPERIMENT"), .init("RUNS", .right), .init("CREATED"), .init("ID")])
            table.rows = experiments.map { record, runs in
                [
                    record.name + (record.isDeleted ? " (deleted)" : ""), "\(runs)",
                    record.created == 0 ? "" : Timestamp.local(record.created), record.id,
                ]
            }
            session.out.write(table.text { session.out.paint($0, .bold) })
        }
        return 0
    }
}
