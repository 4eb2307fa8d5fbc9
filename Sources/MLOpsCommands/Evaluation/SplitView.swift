internal import MLOpsCore
internal import MLOpsEvaluation
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTracking

/// What `git mlops split` made, for people, programs and the log.
struct SplitView {
    let split: TableSplit
    let result: TableSplit.Result
    let run: String?
    /// Paths are shown from here.
    var folder = "/"

    private static let shownStrata = 20

    /// What the hashes do not say.
    var details: JSONObject {
        var members: JSONObject = [
            "rows": .integer(Int64(result.rows)),
            "parts": .object(JSONObject(result.parts.map { (key: $0.name, value: .integer(Int64($0.rows))) })),
        ]
        if let sample = result.sample {
            members["sample"] = [
                "cases": .integer(Int64(sample.cases)), "controls": .integer(Int64(sample.controls)),
                "kept": .integer(Int64(sample.kept)), "rate": .double(sample.rate), "prior": .double(sample.prior),
                "control_weight": .double(1 / sample.rate),
            ]
        }
        return members
    }

    var json: JSONValue {
        var members: JSONObject = [
            "schema": 1, "table": .string(split.name), "sha256": .string(result.data.id.hex),
            "rows": .integer(Int64(result.rows)), "seed": .exact(Int64(bitPattern: split.seed)),
            "parts": .array(
                result.parts.map { part in
                    [
                        "name": .string(part.name), "path": .string(shown(part.path)),
                        "rows": .integer(Int64(part.rows)),
                        "sha256": .string(part.object.id.hex), "size": .integer(part.object.size),
                    ]
                }),
            "strata": .array(
                strata.map { label, counts in
                    [
                        "values": .array(
                            label.split(separator: "\u{1f}", omittingEmptySubsequences: false).map {
                                .string(String($0))
                            }),
                        "rows": .array(counts.map { .integer(Int64($0)) }),
                    ]
                }),
            "sample": details["sample"] ?? .null, "equal_rows_in_two_parts": .integer(Int64(result.torn)),
        ]
        members["run"] = .optional(run)
        return .object(members)
    }

    func show(_ out: Output) {
        var table = Table(columns: [.init("PART"), .init("ROWS", .right)])
        let columns = strata.count <= Self.shownStrata ? strata : []
        table.columns += columns.map { .init(Self.title($0.label), .right) }
        table.columns.append(.init("FILE"))
        for (index, part) in result.parts.enumerated() {
            table.rows.append(
                [part.name, "\(part.rows)"] + columns.map { "\($0.counts[index])" } + [
                    DisplayText.oneLine(shown(part.path))
                ])
        }
        out.write(table.text { out.paint($0, .bold) })
        if let sample = result.sample { show(sample, out) }
        for part in result.parts where part.rows == 0 {
            out.line("note: '\(part.name)' has no rows: there are too few rows, groups or times to fill every part")
        }
        if result.torn > 0 {
            out.line("note: \(result.torn) rows are equal to rows of another part")
        }
        if let run { out.line("recorded as \(RunName.short(run))") }
    }

    private func show(_ sample: CaseSample, _ out: Output) {
        func text(_ value: Double) -> String { DecimalText.significant(value, digits: 4) }
        out.line(
            "kept \(sample.kept) of \(sample.controls) controls beside \(sample.cases) cases: a case in \(text(1 / sample.prior)) rows before; each control stands for \(text(1 / sample.rate)) rows"
        )
        out.line("note: add ln(\(text(sample.rate))) to the log-odds of a model that was trained on the sample")
    }

    private func shown(_ path: String) -> String { Paths.relative(path, to: folder) ?? path }

    private var strata: [(label: String, counts: [Int])] {
        if result.strata.count == 1, result.strata[""] != nil { return [] }
        return result.strata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (label: $0.key, counts: $0.value) }
    }

    private static func title(_ label: String) -> String {
        DisplayText.oneLine(label.split(separator: "\u{1f}", omittingEmptySubsequences: false).joined(separator: ", "))
    }
}
