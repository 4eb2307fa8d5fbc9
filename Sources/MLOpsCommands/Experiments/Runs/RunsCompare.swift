internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsIndex
internal import MLOpsTerminal
internal import MLOpsTracking

struct RunsCompare: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Show several runs side by side where they differ",
        usage: "git mlops runs compare [--all] [--json | --csv | --md] <run> <run>...",
        discussion: "Parameters, metrics, code, data that stages read, environment and tags: what is equal is left out."
    )

    @Argument(help: "Runs, each an id, its beginning, or a name")
    var ids: [String]

    @Flag(help: "Show values that are equal in all runs too")
    var all = false

    @Flag(help: "Print CSV")
    var csv = false

    @Flag(help: "Print a table in Markdown")
    var md = false

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        if ids.count < 2 { throw Diagnostic.usage("compare needs at least two runs") }
        if [json, csv, md].count(where: { $0 }) > 1 { throw Diagnostic.usage("choose one of --json, --csv and --md") }
        let store = try RunStore(session.repository())
        let records = try ids.map { try store.find($0) }
        let sides = try records.map { try RunSide($0, in: store.index) }
        let parts = RunSide.parts.map { name, values in (name, RunComparison(sides, all: all, values: values)) }
        if json {
            var document: JSONObject = ["runs": .array(records.map { .string($0.id) }), "schema": 1]
            for (name, part) in parts { document[name] = part.json }
            session.out.json(.object(document))
            return 0
        }
        var table = RunTable(titles: [""] + records.map { RunName.short($0.id) })
        table.numeric = Set(1...records.count)
        table.rows = [["name"] + records.map { $0.name.isEmpty ? Optional.none : .string($0.name) }]
        for (name, part) in parts { table.rows += part.rows(name, isFull: csv) }
        table.write(csv ? .csv : md ? .markdown : .text, to: session.out)
        return 0
    }
}

/// What is compared of one run, by kind, then file, then key.
struct RunSide {
    static var parts: [(name: String, values: KeyPath<RunSide, FileValues>)] {
        [
            ("params", \.params), ("metrics", \.metrics), ("code", \.code), ("data", \.data),
            ("environment", \.environment), ("tags", \.tags),
        ]
    }

    let params: FileValues
    let metrics: FileValues
    let code: FileValues
    /// By path, what stages read that no stage of the run made; datasets by name.
    let data: FileValues
    let environment: FileValues
    let tags: FileValues

    init(_ record: RunRecord, in index: RunIndex) throws {
        params = record.params
        metrics = record.comparableMetrics
        var code: JSONObject = ["command": .string(record.command.joined(separator: " "))]
        code["commit"] = record.base.map(JSONValue.string)
        code["branch"] = record.branch.map(JSONValue.string)
        code["snapshot"] = record.startTree.map(JSONValue.string)
        self.code = ["": code]
        var environment = record.environmentFiles
        environment["host"] = record.host.isEmpty ? nil : .string(record.host)
        self.environment = ["": environment]
        tags = ["": JSONObject(record.tagValues.map { (key: $0.key, value: .string($0.value)) })]
        data = ["": try Self.data(record, index)]
    }

    private static func data(_ record: RunRecord, _ index: RunIndex) throws -> JSONObject {
        let made = Set(try index.links(of: record.id, .made).map(\.path))
        var data: JSONObject = [:]
        for link in try index.links(of: record.id, .used) where !link.key.contains(":") && !made.contains(link.path) {
            data[link.path] = .string(link.key)
        }
        for input in record.inputs { data[input.name] = .string(input.digest) }
        return data
    }
}

/// One kind of values of several runs, key by key.
struct RunComparison {
    private let lines: [(file: String, key: String, values: [JSONValue?])]

    init(_ sides: [RunSide], all: Bool, values: KeyPath<RunSide, FileValues>) {
        let files = sides.map { $0[keyPath: values] }
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

    /// `isFull`: every key says what it is of and hashes are whole, as programs want it.
    func rows(_ part: String, isFull: Bool) -> [[JSONValue?]] {
        lines.map { line in
            let isValue = part == "params" || part == "metrics"
            let name = isValue && !isFull ? line.key : line.file.isEmpty || isValue ? "\(part).\(line.key)" : line.key
            return [.string(name)] + line.values.map { isFull ? $0 : Self.short($0, isValue) }
        }
    }

    /// Hashes are cut to what tells them apart.
    private static func short(_ value: JSONValue?, _ isValue: Bool) -> JSONValue {
        guard let value else { return "-" }
        guard !isValue, let text = value.stringValue, [40, 64].contains(text.utf8.count), Hex.decode(text) != nil else {
            return value
        }
        return .string(String(text.prefix(12)))
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
