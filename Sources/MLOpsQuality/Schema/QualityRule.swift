internal import MLOpsCore

/// A rule on a whole column or table, in the words of ODCS 3.1 (`quality`).
struct QualityRule: Sendable {
    enum Metric: String, Sendable, CaseIterable {
        case rowCount, nullValues, missingValues, invalidValues, duplicateValues
    }

    enum Comparison: String, Sendable, CaseIterable {
        case mustBe, mustNotBe, mustBeGreaterThan, mustBeGreaterOrEqualTo, mustBeLessThan, mustBeLessOrEqualTo
        case mustBeBetween, mustNotBeBetween
    }

    let metric: Metric
    /// The column; nil for the table.
    let field: String?
    /// Columns of `duplicateValues` on a table.
    let properties: [String]
    /// What counts as missing for `missingValues`.
    let missing: [[UInt8]]
    let isPercent: Bool
    let isWarning: Bool
    let comparisons: [(comparison: Comparison, bounds: [Double])]
    /// Where it stands: `qty.quality[0]`.
    let place: String

    static func list(_ value: SchemaValue?, field: String?) throws(SchemaError) -> [QualityRule] {
        guard let value else { return [] }
        var rules: [QualityRule] = []
        for (index, item) in try value.items().enumerated() {
            let place = (field.map { $0 + "." } ?? "") + "quality[\(index)]"
            rules.append(try QualityRule(try item.object(), field: field, place: place))
        }
        return rules
    }

    private init(_ value: SchemaValue, field: String?, place: String) throws(SchemaError) {
        guard let named = value["metric"] ?? value["rule"] else { throw value.error("has no 'metric'") }
        let name = try named.string()
        guard let metric = Metric(rawValue: name) else {
            let nearest = NearestWord.find(name, in: Metric.allCases.map(\.rawValue))
            throw named.error("'\(name)' is not a metric", hint: nearest.map { "the nearest is '\($0)'" })
        }
        self.metric = metric
        self.field = field
        self.place = place
        let arguments = try value["arguments"]?.object()
        properties = try arguments?["properties"]?.strings() ?? []
        missing = try arguments?["missingValues"]?.strings().map { Array($0.utf8) } ?? []
        isPercent = try Self.choice(value["unit"], ["rows", "percent"]) == "percent"
        isWarning = try ["warning", "info"].contains(value["severity"]?.string() ?? "error")
        comparisons = try Self.comparisons(value)
        guard !comparisons.isEmpty else {
            throw value.error("has no 'mustBe'", hint: "say what '\(name)' must be, such as 'mustBe: 0'")
        }
        guard metric == .rowCount || metric == .duplicateValues || field != nil else {
            throw named.error("'\(name)' is a metric of fields, not of tables")
        }
        guard metric != .duplicateValues || field != nil || !properties.isEmpty else {
            throw value.error("names no columns", hint: "add 'arguments: {properties: [column, ...]}'")
        }
    }

    private static func choice(_ value: SchemaValue?, _ words: [String]) throws(SchemaError) -> String {
        guard let value else { return words[0] }
        let word = try value.string()
        guard words.contains(word) else { throw value.error("must be one of \(words.joined(separator: ", "))") }
        return word
    }

    private static func comparisons(
        _ value: SchemaValue
    ) throws(SchemaError) -> [(comparison: Comparison, bounds: [Double])] {
        var found: [(comparison: Comparison, bounds: [Double])] = []
        for comparison in Comparison.allCases {
            guard let bound = value[comparison.rawValue] else { continue }
            guard comparison == .mustBeBetween || comparison == .mustNotBeBetween else {
                found.append((comparison, [try bound.number()]))
                continue
            }
            let ends = try bound.items()
            guard ends.count == 2 else { throw bound.error("must be a list of two numbers") }
            found.append((comparison, [try ends[0].number(), try ends[1].number()]))
        }
        return found
    }
}
