internal import MLOpsCore

extension TableSchema {
    /// The rules of all fields and of the table.
    var allQuality: [QualityRule] { fields.flatMap(\.quality) + quality }
}

extension TableRun {
    /// What a quality rule finds; nil when it is satisfied or its column is not there.
    func finding(_ rule: QualityRule) -> QualityFinding? {
        guard let count = count(rule) else { return nil }
        let measured = rule.isPercent ? (rows == 0 ? 0 : Double(count) * 100 / Double(rows)) : Double(count)
        guard let broken = rule.comparisons.first(where: { !$0.comparison.accepts(measured, $0.bounds) }) else {
            return nil
        }
        let shown = rule.isPercent ? "\(Self.text(measured)) percent" : Count.text(count)
        let subject = rule.field.map { "\($0): " } ?? ""
        return QualityFinding(
            file: name, line: nil, record: nil, field: rule.field,
            problem:
                "\(subject)\(rule.metric.rawValue) is \(shown), \(broken.comparison.words(broken.bounds.map(Self.text)))",
            rule: rule.place, schema: schema.path, rows: rule.metric == .rowCount ? nil : (count, rows), hint: nil,
            severity: rule.isWarning ? .warning : .error)
    }

    private func count(_ rule: QualityRule) -> Int? {
        let column = columns.first { $0.field.name == rule.field }
        switch rule.metric {
        case .rowCount: return rows
        case .nullValues: return column?.missing
        case .invalidValues: return column?.invalid
        case .missingValues: return missingCounts.first { $0.place == rule.place }?.count
        case .duplicateValues: return repeats.first { $0.place == rule.place }?.check.tally.count
        }
    }

    /// At most two digits after the point, and none when it is whole.
    private static func text(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        guard rounded != rounded.rounded() || rounded.magnitude >= 1e15 else { return Count.text(Int(rounded)) }
        return JSONNumber.description(rounded)
    }
}

extension QualityRule.Comparison {
    func accepts(_ value: Double, _ bounds: [Double]) -> Bool {
        switch self {
        case .mustBe: value == bounds[0]
        case .mustNotBe: value != bounds[0]
        case .mustBeGreaterThan: value > bounds[0]
        case .mustBeGreaterOrEqualTo: value >= bounds[0]
        case .mustBeLessThan: value < bounds[0]
        case .mustBeLessOrEqualTo: value <= bounds[0]
        case .mustBeBetween: value >= bounds[0] && value <= bounds[1]
        case .mustNotBeBetween: value < bounds[0] || value > bounds[1]
        }
    }

    func words(_ bounds: [String]) -> String {
        switch self {
        case .mustBe: "must be \(bounds[0])"
        case .mustNotBe: "must not be \(bounds[0])"
        case .mustBeGreaterThan: "must be more than \(bounds[0])"
        case .mustBeGreaterOrEqualTo: "must be at least \(bounds[0])"
        case .mustBeLessThan: "must be less than \(bounds[0])"
        case .mustBeLessOrEqualTo: "must be at most \(bounds[0])"
        case .mustBeBetween: "must be between \(bounds[0]) and \(bounds[1])"
        case .mustNotBeBetween: "must not be between \(bounds[0]) and \(bounds[1])"
        }
    }
}
