internal import MLOpsCore

/// What a commit or a comparison is about, as values: ``markdown(images:)`` and ``html`` are its two forms.
package struct ReportPage: Sendable {
    /// Rows of one table; the rest is counted.
    static let rowLimit = 100

    /// `HEAD`, or `main..HEAD`.
    package var title: String
    /// The newer commit's first line, full id, author date; empty for the worktree.
    package var subject = ""
    package var commit: String?
    package var metrics: Comparison
    package var params: Comparison
    package var data: [DataChange] = []
    package var figures: [PlotFigure] = []
    package var images: [PlotImage] = []
    package var stages: [StageLine] = []
    /// What could not be shown, a sentence each.
    package var problems: [String] = []

    package init(title: String, metrics: Comparison, params: Comparison) {
        self.title = title
        self.metrics = metrics
        self.params = params
    }

    /// The sections as tables, the same for both forms.
    var tables: [ReportTable] {
        let numbers = NumberText()
        return [
            ReportTable("Metrics", comparison: metrics, shows: metrics.rows, numbers),
            ReportTable("Parameters", comparison: params, shows: params.changes, numbers),
            dataTable, stageTable,
        ].compactMap { $0 }
    }

    private var dataTable: ReportTable? {
        if data.isEmpty { return nil }
        var table = ReportTable("Data", columns: ["File", "", "Before", "After", "Change"], numeric: [2, 3, 4])
        table.rows = data.prefix(Self.rowLimit).map { change in
            let sizes = [change.oldSize, change.newSize].map { $0.map(SizeText.text) ?? "" }
            let grown = (change.newSize ?? 0) - (change.oldSize ?? 0)
            let sign = grown > 0 ? "+" : grown < 0 ? "-" : ""
            let kind = change.kind.rawValue + (change.isLarge ? "" : ", in git")
            return [change.path.description, kind, sizes[0], sizes[1], sign + SizeText.text(abs(grown))]
        }
        let counts = [DataChange.Kind.added, .changed, .removed].compactMap { kind -> String? in
            let count = data.count { $0.kind == kind }
            return count == 0 ? nil : "\(count) \(kind.rawValue)"
        }
        table.note = counts.joined(separator: ", ") + ReportTable.more(data.count)
        return table
    }

    private var stageTable: ReportTable? {
        if stages.isEmpty { return nil }
        var table = ReportTable(
            "Stages", columns: ["Stage", "Makes", "Ran", "Time", "CPU", "Memory"], numeric: [3, 4, 5])
        table.rows = stages.prefix(Self.rowLimit).map { stage in
            [
                stage.name, stage.outputs.prefix(4).joined(separator: ", ") + (stage.outputs.count > 4 ? ", …" : ""),
                stage.started.map(Timestamp.rfc3339) ?? "",
                stage.wall.map { DecimalText.duration(milliseconds: $0) } ?? "",
                stage.cpuMicroseconds.map { DecimalText.duration(milliseconds: $0 / 1000) } ?? "",
                stage.peakKiB.map { SizeText.text($0 << 10) } ?? "",
            ]
        }
        let unknown = stages.count { $0.started == nil }
        let reason = "no record of this clone made what the commit has"
        table.note = [
            unknown == 0 ? "" : "\(unknown) of \(stages.count) without times: \(reason)",
            ReportTable.more(stages.count),
        ].filter { !$0.isEmpty }.joined(separator: "; ")
        return table
    }
}

/// A table of a page: plain texts, which each form escapes in its own way.
struct ReportTable {
    let title: String
    let columns: [String]
    /// Columns that stand to the right.
    let numeric: Set<Int>
    var rows: [[String]] = []
    /// Of each row: better, worse or neither.
    var verdicts: [ComparisonRow.Verdict] = []
    var note = ""

    init(_ title: String, columns: [String], numeric: Set<Int>) {
        self.title = title
        self.columns = columns
        self.numeric = numeric
    }

    /// Nil when neither side has a value.
    init?(_ title: String, comparison: Comparison, shows: [ComparisonRow], _ numbers: NumberText) {
        if comparison.rows.isEmpty { return nil }
        self.init(
            title,
            columns: [
                "File", comparison.kind.title, comparison.old.label, comparison.new.label, "Change", "Relative", "",
            ],
            numeric: [2, 3, 4, 5])
        let shown = shows.prefix(ReportPage.rowLimit)
        rows = shown.map { row in
            [
                row.file, row.key, numbers.value(row.old), numbers.value(row.new), numbers.change(row),
                numbers.relative(row), row.verdict == .neutral ? "" : row.verdict.rawValue,
            ]
        }
        verdicts = shown.map(\.verdict)
        let same = comparison.rows.count - comparison.changes.count
        note = same == 0 ? "" : "\(same) of \(comparison.rows.count) did not change"
        note += Self.more(shows.count)
    }

    static func more(_ count: Int) -> String {
        count > ReportPage.rowLimit ? "; \(count - ReportPage.rowLimit) more are not shown" : ""
    }
}

/// Sizes with three digits.
enum SizeText {
    static func text(_ bytes: Int64) -> String {
        let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        guard let unit = units.first(where: { bytes >= $0.1 }) else { return "\(bytes) B" }
        return DecimalText.significant(Double(bytes) / Double(unit.1), digits: bytes / Int64(unit.1) > 999 ? 4 : 3)
            + " \(unit.0)"
    }
}
