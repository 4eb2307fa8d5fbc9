internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTracking

struct RunsCompare: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Show parameters and metrics of several runs side by side",
        usage: "git mlops runs compare [--all] [--json] <run> <run>...")

    @Argument(help: "Runs, each an id, its beginning, or a name")
    var ids: [String]

    @Flag(help: "Show values that are equal in all runs too")
    var all = false

    @OptionGroup var output: OutputOptions

    func run(in session: Session) throws -> Int32 {
        if ids.count < 2 { throw Diagnostic.usage("compare needs at least two runs") }
        let store = try RunStore(session.repository())
        let records = try ids.map { try store.find($0) }
        let parameters = RunComparison(records, all: all) { $0.params }
        let metrics = RunComparison(records, all: all) { $0.comparableMetrics }
        if output.json {
            session.out.json(
                .object([
                    "metrics": metrics.json, "params": parameters.json,
                    "runs": .array(records.map { .string($0.id) }), "schema": 1,
                ]))
            return 0
        }
        var table = Table(columns: [.init("")] + records.map { .init(RunName.short($0.id), .right) })
        table.rows = [["name"] + records.map(\.name)] + parameters.rows + metrics.rows
        session.out.write(table.text { session.out.paint($0, .yellow) })
        return 0
    }
}

/// One kind of values of several runs, key by key.
struct RunComparison {
    private let lines: [(file: String, key: String, values: [JSONValue?])]

    init(_ records: [RunRecord], all: Bool, values: (RunRecord) -> FileValues) {
        let files = records.map(values)
        let keys = Set(
            files.flatMap { file in file.flatMap { name, values in values.keys.map { FileKey(file: name, key: $0) } } })
        lines = keys.sorted().map { key in (key.file, key.key, files.map { $0[key.file]?[key.key] }) }
            .filter { all || Set($0.values).count > 1 }
    }

    private struct FileKey: Hashable, Comparable {
        let file: String
        let key: String

        static func < (left: FileKey, right: FileKey) -> Bool {
            (left.file, left.key) < (right.file, right.key)
        }
    }

    var rows: [[String]] {
        lines.map { line in [line.key] + line.values.map { $0.map { DisplayValue.text($0) } ?? "-" } }
    }

    var json: JSONValue {
        .array(
            lines.map { line in
                .object([
                    "file": .string(line.file), "key": .string(line.key),
                    "values": .array(line.values.map { $0 ?? .null }),
                ])
            })
    }
}
