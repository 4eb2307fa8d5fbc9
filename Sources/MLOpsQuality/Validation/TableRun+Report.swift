internal import MLOpsCore

extension TableRun {
    /// Puts together what was counted.
    func makeReport() -> ValidationReport {
        let quality = schema.allQuality.compactMap { finding($0) }
        let all = sorted(ruleFindings + quality)
        let broken = allTallies.reduce(0) { $0 + $1.count } + quality.filter { $0.severity == .error }.count
        return ValidationReport(
            file: name, rows: rows, findings: Array(all.prefix(limits.maxFindings)),
            omitted: max(0, all.count - limits.maxFindings), violations: broken, warnings: schema.warnings,
            isComplete: isComplete)
    }

    /// By line; what is about the whole file comes last.
    private func sorted(_ findings: [QualityFinding]) -> [QualityFinding] {
        let numbered = findings.enumerated().sorted { left, right in
            let (first, second) = (left.element.line ?? .max, right.element.line ?? .max)
            return first == second ? left.offset < right.offset : first < second
        }
        return numbered.map { $0.element }
    }

    private var shapeTallies: [RuleTally] { encodingTallies + fileTallies + [fieldCount, blank, quoting] }

    private var allTallies: [RuleTally] {
        shapeTallies + columns.flatMap { $0.tallies } + keys.map { $0.tally } + foreignKeys.map { $0.tally }
    }

    private var ruleFindings: [QualityFinding] {
        var found = shapeTallies.flatMap { findings($0) }
        for column in columns {
            for rule in ColumnCheck.Rule.allCases {
                found += findings(column.tallies[rule.rawValue], hint: rule == .type ? column.typeHint : nil)
            }
        }
        return found + keys.flatMap { findings($0.tally) } + foreignKeys.flatMap { findings($0.tally) }
    }

    /// `hint` goes with the first of them.
    private func findings(_ tally: RuleTally, hint: String? = nil) -> [QualityFinding] {
        tally.examples.enumerated().map { index, example in
            QualityFinding(
                file: name, line: example.line, record: example.record, field: tally.field, problem: example.problem,
                rule: tally.rule, schema: schema.path, rows: tally.countsRows ? (tally.count, rows) : nil,
                hint: example.hint ?? (index == 0 ? hint : nil), severity: .error)
        }
    }
}
