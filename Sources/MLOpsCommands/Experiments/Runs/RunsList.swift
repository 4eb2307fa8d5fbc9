internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsIndex
internal import MLOpsTerminal
internal import MLOpsTracking

struct RunsList: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List runs, the newest first",
        usage: """
            git mlops runs list [-n <count>] [--experiment <name>] [--tag <key>[=<value>]]... [--parent <run>]
                                [--filter <filter>] [--sort <key> [ASC|DESC]]... [--columns <column>,...]
                                [--group-by <column>,...] [--deleted]
                                [--json | --csv | --md | --porcelain [-z]]
            """,
        discussion: """
            --filter takes MLflow's filters: "metrics.loss < 0.3 AND params.model = 'cnn' AND tags.team LIKE 'a%'". Columns \
            are run, name, status, started, ended, time, commit, metrics, experiment, author, user, host, note, parent, \
            command, tags, and keys of filters (metrics.loss).
            """)

    @Option(name: [.customShort("n"), .long], help: "Show at most this many")
    var maxCount: Int?

    @Flag(help: "Show deleted runs too")
    var deleted = false

    @Option(name: .shortAndLong, help: "Show only runs of this experiment")
    var experiment: String?

    @Option(name: .shortAndLong, help: "Show only runs with this tag, KEY or KEY=VALUE (can be repeated)")
    var tag: [String] = []

    @Option(help: "Show only the parts of this run")
    var parent: String?

    @Option(help: "Show only runs that this filter, as MLflow has it, finds")
    var filter: String?

    @Option(help: "Order by this key; 'KEY DESC' for the largest first (can be repeated)")
    var sort: [String] = []

    @Option(help: "Show these columns, divided by commas")
    var columns: String?

    @Option(help: "Put runs together that are alike in these columns, and sum up their metrics")
    var groupBy: String?

    @Flag(help: "Print CSV")
    var csv = false

    @Flag(help: "Print a table in Markdown")
    var md = false

    @OptionGroup var output: OutputOptions

    func run(in session: Session) throws -> Int32 {
        try session.paged { try list(in: session) }
    }

    private func list(in session: Session) throws -> Int32 {
        if [output.json, output.porcelain, csv, md].count(where: { $0 }) > 1 {
            throw Diagnostic.usage("choose one of --json, --csv, --md and --porcelain")
        }
        let store = try RunStore(session.repository())
        let filter = try scope(in: store)
        if self.filter != nil || !sort.isEmpty || columns != nil || groupBy != nil || csv || md {
            return try search(store, filter, session)
        }
        if output.json {
            let records = try store.index.listJSON(filter)
            session.out.write("{\"runs\":[" + records.joined(separator: ",") + "],\"schema\":1}\n")
            return 0
        }
        let rows = try store.index.list(filter)
        if output.porcelain {
            for row in rows { session.out.write(Self.porcelain(row, raw: output.z) + (output.z ? "\0" : "\n")) }
        } else if rows.isEmpty {
            session.reporter.note("no runs yet")
            session.reporter.hint("git mlops run -- <command>")
        } else {
            session.out.write(Self.table(rows, out: session.out).text { session.out.paint($0, .bold) })
        }
        return 0
    }

    private func search(_ store: RunStore, _ scope: RunFilter, _ session: Session) throws -> Int32 {
        var scope = scope
        scope.limit = nil
        let search = try RunSearch(filter: filter, orders: sort, limit: maxCount)
        let runs = try search.find(in: store, scope)
        if output.porcelain {
            for run in runs { session.out.write(Self.porcelain(run.row, raw: output.z) + (output.z ? "\0" : "\n")) }
        } else if let groupBy {
            try show(groups: groupBy, of: runs, session.out)
        } else if output.json {
            session.out.write("{\"runs\":[" + runs.map(\.row.json).joined(separator: ",") + "],\"schema\":1}\n")
        } else if runs.isEmpty, !csv, !md {
            session.reporter.note("no such runs")
        } else {
            RunTable(try wanted(runs), runs).write(form, to: session.out)
        }
        return 0
    }

    private var form: RunTable.Form { csv ? .csv : md ? .markdown : .text }

    /// The columns that were asked for; else those of the list, and in CSV everything there is.
    private func wanted(_ runs: [(row: RunRow, values: RunValues)]) throws -> [RunColumn] {
        if let columns { return try Self.columns(columns) }
        if !csv { return try Self.columns("run,name,status,started,time,commit,metrics") }
        func all(_ names: KeyPath<RunValues, Set<String>>) -> [String] {
            runs.reduce(into: Set()) { $0.formUnion($1.values[keyPath: names]) }.sorted()
        }
        return try Self.columns("id,name,status,started,ended,wall_ms,commit,experiment,parent,user,note")
            + all(\.paramNames).map(RunColumn.param) + all(\.metricNames).map(RunColumn.metric)
            + all(\.tagNames).map(RunColumn.tag)
    }

    private static func columns(_ text: String) throws(SearchError) -> [RunColumn] {
        var columns: [RunColumn] = []
        for name in text.split(separator: ",") {
            columns.append(try RunColumn(name.split(whereSeparator: \.isWhitespace).joined(separator: " ")))
        }
        return columns
    }

    private func show(groups: String, of runs: [(row: RunRow, values: RunValues)], _ out: Output) throws {
        let by = try Self.columns(groups)
        let asked = try columns.map { try Self.columns($0).filter(\.isMetric) }
        let known = runs.reduce(into: Set()) { $0.formUnion($1.values.metricNames) }.sorted()
        let metrics = asked ?? known.prefix(output.json ? known.count : 3).map(RunColumn.metric)
        let groups = RunGroups(runs, by: by, metrics: metrics)
        if !output.json { return RunTable(groups, by: by, metrics: metrics).write(form, to: out) }
        out.json(["schema": 1, "groups": .array(groups.groups.map { Self.json($0, by, metrics) })])
    }

    private static func json(_ group: RunGroups.Group, _ by: [RunColumn], _ metrics: [RunColumn]) -> JSONValue {
        let values = zip(metrics, group.metrics).compactMap { metric, summary -> (key: String, value: JSONValue)? in
            guard let summary else { return nil }
            return (
                metric.title,
                [
                    "count": .integer(Int64(summary.count)), "mean": .double(summary.mean),
                    "min": .double(summary.smallest), "max": .double(summary.largest),
                ]
            )
        }
        return [
            "by": .object(JSONObject(zip(by, group.by).map { (key: $0.title, value: $1 ?? .null) })),
            "runs": .array(group.runs.map(JSONValue.string)), "metrics": .object(JSONObject(values)),
        ]
    }

    private func scope(in store: RunStore) throws -> RunFilter {
        var filter = try store.filter(experiment: experiment)
        filter.limit = maxCount
        filter.includeDeleted = deleted
        if deleted { filter.hiddenExperiments = [] }
        filter.parent = try parent.map { try store.find($0).id }
        filter.tags = tag.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count == 2 ? String(parts[1]) : nil)
        }
        return filter
    }

    /// `id TAB status TAB started TAB wall ms TAB commit TAB name`: documented in docs/formats/json.md.
    private static func porcelain(_ row: RunRow, raw: Bool) -> String {
        [
            row.id, row.status, Timestamp.rfc3339(row.started), row.duration.map { "\($0)" } ?? "-", row.commit ?? "-",
            raw ? row.name : DisplayText.oneLine(row.name),
        ].joined(separator: "\t")
    }

    private static func table(_ rows: [RunRow], out: Output) -> Table {
        var table = Table(columns: [
            .init("RUN"), .init("NAME"), .init("STATUS"), .init("STARTED"), .init("TIME", .right), .init("COMMIT"),
            .init("METRICS"),
        ])
        table.rows = rows.map { row in
            [
                out.paint(RunName.short(row.id), .yellow), row.name, status(row, out),
                Timestamp.local(row.started), row.duration.map { DecimalText.duration(milliseconds: $0) } ?? "",
                row.commit.map { String($0.prefix(7)) } ?? "", row.headline,
            ]
        }
        return table
    }

    private static func status(_ row: RunRow, _ out: Output) -> String {
        let text = row.isDeleted ? "deleted" : row.status
        switch text {
        case "failed", "killed": return out.paint(text, .red)
        case "running": return out.paint(text, .cyan)
        default: return text
        }
    }
}
