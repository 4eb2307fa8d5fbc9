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
                                [--deleted] [--json | --porcelain [-z]]
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

    @OptionGroup var output: OutputOptions

    func run(in session: Session) throws -> Int32 {
        try session.paged { try list(in: session) }
    }

    private func list(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        let filter = try filter(in: store)
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

    private func filter(in store: RunStore) throws -> RunFilter {
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
