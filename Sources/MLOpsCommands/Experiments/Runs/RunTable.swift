internal import MLOpsCore
internal import MLOpsIndex
internal import MLOpsReport
internal import MLOpsTerminal
internal import MLOpsTracking

/// Rows of values as text for people, CSV, Markdown or JSON.
struct RunTable {
    enum Form { case text, csv, markdown }

    var titles: [String]
    var numeric: Set<Int> = []
    /// As a program wants them; nil: nothing.
    var rows: [[JSONValue?]] = []
    /// How people read a cell; nil: as ``DisplayValue`` has it.
    var shown: ((_ column: Int, _ value: JSONValue) -> String)?

    func write(_ form: Form, to out: Output) {
        switch form {
        case .text:
            var table = Table(
                columns: titles.enumerated().map { .init(Self.heading($1), numeric.contains($0) ? .right : .left) })
            table.rows = rows.map { row in row.enumerated().map { text($0, $1) } }
            out.write(table.text { out.paint($0, .bold) })
        case .markdown:
            let rule = titles.indices.map { numeric.contains($0) ? "---:" : "---" }
            let lines =
                [titles.map(MarkupText.markdown), rule]
                + rows.map { row in row.enumerated().map { MarkupText.markdown(text($0, $1)) } }
            out.write(lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined())
        case .csv:
            out.write(Self.line(titles))
            for row in rows { out.write(Self.line(row.map { $0.map(RunValues.text) ?? "" })) }
        }
    }

    /// Keys and ids stay as they are written.
    private static func heading(_ title: String) -> String {
        title.contains(".") || title.hasPrefix("r-") ? title : title.uppercased()
    }

    private func text(_ column: Int, _ value: JSONValue?) -> String {
        value.map { shown?(column, $0) ?? DisplayValue.text($0) } ?? ""
    }

    /// RFC 4180, with a line feed at the end.
    private static func line(_ fields: [String]) -> String {
        fields.map { field in
            let needsQuotes = field.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) } || field.hasPrefix(" ")
            return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
        }.joined(separator: ",") + "\n"
    }
}

extension RunTable {
    /// A table of runs.
    init(_ columns: [RunColumn], _ runs: [(row: RunRow, values: RunValues)]) {
        self.init(titles: columns.map(\.title))
        numeric = Set(columns.indices.filter { columns[$0].isNumeric })
        rows = runs.map { run in columns.map { $0.value(run.row, run.values) } }
        shown = { index, value in Self.text(columns[index], value) }
    }

    static func text(_ column: RunColumn, _ value: JSONValue) -> String {
        let text = value.stringValue
        if column.isName, let text { return RunName.short(text) }
        if column.isCommit, let text { return String(text.prefix(7)) }
        if column.isTime, let time = text.flatMap(Timestamp.milliseconds(rfc3339:)) { return Timestamp.local(time) }
        if column.isDuration, let time = value.integerValue { return DecimalText.duration(milliseconds: time) }
        if column.title == "tags", let members = value.objectValue {
            return members.map { "\($0.key)=\(DisplayValue.text($0.value))" }.joined(separator: " ")
        }
        if column.title == "command", let words = value.arrayValue {
            return words.map { DisplayValue.text($0) }.joined(separator: " ")
        }
        return DisplayValue.text(value)
    }

    /// Groups of runs: what they have in common, how many there are, and of each metric mean, smallest and largest.
    init(_ groups: RunGroups, by columns: [RunColumn], metrics: [RunColumn]) {
        self.init(
            titles: columns.map(\.title) + ["runs"]
                + metrics.flatMap { ["\($0.title) mean", "\($0.title) min", "\($0.title) max"] })
        numeric = Set(columns.count..<titles.count)
        rows = groups.groups.map { group in
            group.by + [.integer(Int64(group.runs.count))]
                + group.metrics.flatMap { summary in
                    [summary?.mean, summary?.smallest, summary?.largest].map { $0.map(JSONValue.double) }
                }
        }
        shown = { index, value in
            index < columns.count ? Self.text(columns[index], value) : DisplayValue.text(value, digits: 5)
        }
    }
}
