internal import MLOpsCore
internal import MLOpsEvaluation
internal import MLOpsReport
internal import MLOpsTerminal

/// What `git mlops evaluate` prints and logs.
struct EvaluationView {
    let name: String
    let evaluated: EvaluatedFile

    /// Every value that there is, by the name it is logged under.
    var logged: [(key: String, value: Double)] {
        func values(_ evaluation: Evaluation, _ prefix: String) -> [(key: String, value: Double)] {
            evaluation.metrics.compactMap { metric in metric.value.map { (prefix + metric.name, $0) } }
        }
        let segments = evaluated.segments.flatMap { values($0.evaluation, "\($0.column).\($0.value).") }
        let gaps = evaluated.fairness.flatMap { fairness in
            (fairness.groups?.gaps ?? []).compactMap { name, gap in
                gap.difference.map { ("\(fairness.column).\(name)_difference", $0) }
            }
        }
        return values(evaluated.whole, "") + segments + gaps
    }

    func show(_ out: Output) {
        show(evaluated.whole, title: name, out)
        if let matrix = evaluated.whole.confusion { show(matrix, out) }
        for segment in evaluated.segments {
            out.line("")
            show(segment.evaluation, title: "\(segment.column) = \(segment.value)", out)
        }
        for fairness in evaluated.fairness { show(fairness, out) }
    }

    private func show(_ evaluation: Evaluation, title: String, _ out: Output) {
        let percent = "\(Self.text(evaluated.confidence * 100))% interval"
        let rows = evaluation.rows == 1 ? "1 row" : "\(evaluation.rows) rows"
        var table = Table(columns: [.init("\(DisplayText.oneLine(title)), \(rows)"), .init("", .right), .init(percent)])
        for metric in evaluation.metrics {
            let interval = metric.interval.map { "\(Self.text($0.low)) to \(Self.text($0.high))" }
            table.rows.append([metric.name, metric.value.map(Self.text) ?? "-", interval ?? metric.reason ?? ""])
        }
        out.write(table.text(paintTitle: { out.paint($0, .bold) }))
        for remark in evaluation.remarks { out.line("note: \(DisplayText.oneLine(remark))") }
    }

    private func show(_ matrix: ConfusionMatrix, _ out: Output) {
        if matrix.classes.count > 20 { return }
        out.line("")
        var table = Table(columns: [.init("truth \\ prediction")] + matrix.classes.map { .init($0, .right) })
        for (name, counts) in zip(matrix.classes, matrix.counts) { table.rows.append([name] + counts.map(Self.text)) }
        out.write(table.text(paintTitle: { out.paint($0, .bold) }))
    }

    private func show(_ fairness: EvaluatedFile.Fairness, _ out: Output) {
        out.line("")
        guard let groups = fairness.groups else {
            return out.line(
                "note: whether groups of \(fairness.column) are treated alike is defined for two classes only")
        }
        var table = Table(columns: [
            .init(fairness.column), .init("rows", .right), .init("selected", .right), .init("true positive", .right),
            .init("false positive", .right),
        ])
        for group in groups.groups {
            let rates = [group.selectionRate, group.truePositiveRate, group.falsePositiveRate]
            table.rows.append([group.name, "\(group.rows)"] + rates.map { $0.map(Self.text) ?? "-" })
        }
        out.write(table.text(paintTitle: { out.paint($0, .bold) }))
        for (name, gap) in groups.gaps {
            let ratio = gap.ratio.map { ", ratio \(Self.text($0))" } ?? ""
            out.line("\(name): " + (gap.difference.map { "difference \(Self.text($0))\(ratio)" } ?? "undecided"))
        }
        for group in groups.undecided {
            out.line("note: \(fairness.column) = \(DisplayText.oneLine(group.name)): \(group.doubt)")
        }
    }

    /// Counts are whole, however large.
    private static func text(_ value: Double) -> String {
        NumberText().value(Int64(exactly: value).map(JSONValue.integer) ?? .double(value))
    }
}

extension GroupFairness {
    /// The measures by name.
    var gaps: [(name: String, gap: Gap)] {
        [
            ("demographic_parity", demographicParity), ("equal_opportunity", equalOpportunity),
            ("equalized_odds", equalizedOdds),
        ]
    }
}

extension GroupFairness.Group {
    /// Why nothing follows from this group.
    fileprivate var doubt: String {
        if truePositiveRate == nil { return "no positive row, so nothing is known of its true positives" }
        if falsePositiveRate == nil { return "no negative row, so nothing is known of its false positives" }
        return rows == 1 ? "1 row is too few to tell" : "\(rows) rows are too few to tell"
    }
}
