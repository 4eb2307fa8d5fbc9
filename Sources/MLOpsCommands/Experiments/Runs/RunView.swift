internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTracking

/// A run for people.
enum RunView {
    /// `experiment` by name; nil: the default, which is not worth a line.
    static func write(_ record: RunRecord, experiment: String?, to out: Output) {
        out.line(out.paint("run r-\(record.id)", .yellow))
        for (name, value) in facts(record, experiment) where !value.isEmpty {
            out.line("\(name):" + String(repeating: " ", count: 11 - name.count) + DisplayText.oneLine(value))
        }
        section("parameters", record.params, contested: Set(record.conflicts), out)
        section("metrics", record.comparableMetrics, out)
        artifacts(record, out)
        if !record.outputTail.isEmpty, record.status != .finished {
            out.line("\n" + out.paint("end of the output", .bold))
            for line in record.outputTail.replacing("\r\n", with: "\n").split(separator: "\n").suffix(20) {
                out.line("    \(visible(line))")
            }
        }
    }

    /// What a terminal would have shown of the line: the part after the last carriage return, in its colours.
    private static func visible(_ line: Substring) -> String {
        DisplayText.painted(String(line.split(separator: "\r").last ?? ""))
    }

    private static func facts(_ record: RunRecord, _ experiment: String?) -> [(String, String)] {
        [
            ("name", record.name),
            ("experiment", experiment ?? ""),
            ("part of", record.parent.map(RunName.short) ?? ""),
            ("status", status(record)),
            ("command", record.command.joined(separator: " ")),
            ("started", Timestamp.local(record.started)),
            ("author", record.author),
            ("host", record.host),
            ("base", record.base.map { String($0.prefix(12)) + (record.branch.map { " (\($0))" } ?? "") } ?? ""),
            (
                "changed",
                record.dirty.isEmpty ? "" : record.dirty.prefix(5).joined(separator: " ") + more(record.dirty.count - 5)
            ),
            ("commits", record.attachments.map { String($0.commit.prefix(12)) }.joined(separator: " ")),
            ("tags", record.tagValues.map { "\($0.key)=\($0.value)" }.joined(separator: " ")),
            ("note", record.note),
            ("resources", resources(record)),
        ]
    }

    private static func more(_ count: Int) -> String {
        count > 0 ? " +\(count)" : ""
    }

    private static func status(_ record: RunRecord) -> String {
        var text = record.isDeleted ? "\(record.status.rawValue), deleted" : record.status.rawValue
        if let signal = record.signal {
            text += " by signal \(signal)"
        } else if let code = record.exitCode, code != 0 {
            text += ", exit \(code)"
        }
        return record.wallMilliseconds.map { "\(text), \(DecimalText.duration(milliseconds: $0))" } ?? text
    }

    private static func resources(_ record: RunRecord) -> String {
        guard let cpu = record.cpuMicroseconds, let peak = record.peakKiB else { return "" }
        return "\(DecimalText.duration(milliseconds: cpu / 1000)) CPU, \(ByteCount.text(peak << 10)) peak"
    }

    /// `contested`: keys that were logged with several values, of which the first is shown.
    private static func section(_ title: String, _ files: FileValues, contested: Set<String> = [], _ out: Output) {
        let rows = files.sorted { $0.key < $1.key }.flatMap { file in
            file.value.map { key, value in
                [
                    file.key.isEmpty ? "(logged)" : file.key, key, DisplayValue.text(value),
                    contested.contains(key) ? "conflict: logged again with another value" : "",
                ]
            }
        }
        if rows.isEmpty { return }
        out.line("\n" + out.paint(title, .bold))
        let columns: [Table.Column] = [.init(""), .init(""), .init("", .right), .init("")]
        for line in Table(columns: columns, rows: rows).text().split(separator: "\n") {
            out.line("    \(line)")
        }
    }

    private static func artifacts(_ record: RunRecord, _ out: Output) {
        if record.artifacts.isEmpty { return }
        out.line("\n" + out.paint("artifacts", .bold))
        for artifact in record.artifacts {
            out.line("    \(DisplayText.oneLine(artifact.name))  \(ByteCount.text(artifact.size))")
        }
    }
}
