package import MLOpsCore

/// One thing that is wrong with a file, and how often.
package struct QualityFinding: Sendable, Equatable {
    package enum Severity: String, Sendable {
        case error, warning
    }

    package let file: RepoPath
    /// The physical line in the file, from 1; nil when it is about the whole file.
    package let line: Int?
    /// The record, from 1 with the header counted; differs from the line after a quoted newline.
    package let record: Int?
    /// The column, when there is one.
    package let field: String?
    /// What is wrong: `qty = "abc" is not an integer`.
    package let problem: String
    /// Where the rule stands in the schema: `qty.type`.
    package let rule: String
    package let schema: String
    /// How many rows break the rule, of how many; nil when it is not about rows.
    package let rows: (bad: Int, all: Int)?
    package let hint: String?
    package let severity: Severity

    /// One line: `data/users.csv:12: qty = "abc" is not an integer (1 of 1,000,000 rows; schema s.yaml: qty.type)`.
    package var description: String {
        var place = file.quoted(quoteHighBytes: false)
        if let line { place += ":\(line)" }
        if let record, let line, record != line { place += ": record \(record)" }
        let counted =
            rows.map { "\(Count.text($0.bad)) of \(Count.text($0.all)) \($0.all == 1 ? "row" : "rows"); " } ?? ""
        return "\(place): \(problem) (\(counted)schema \(schema): \(rule))"
    }

    package static func == (left: QualityFinding, right: QualityFinding) -> Bool {
        left.description == right.description && left.hint == right.hint && left.severity == right.severity
    }

    /// For `--json`.
    package var json: JSONValue {
        var object: JSONObject = [
            "file": .string(file.description), "problem": .string(problem), "rule": .string(rule),
            "schema": .string(schema), "severity": .string(severity.rawValue),
        ]
        object["line"] = line.map { .integer(Int64($0)) }
        object["record"] = record.map { .integer(Int64($0)) }
        object["field"] = field.map { .string($0) }
        object["hint"] = hint.map { .string($0) }
        object["bad_rows"] = rows.map { .integer(Int64($0.bad)) }
        object["rows"] = rows.map { .integer(Int64($0.all)) }
        return .object(object)
    }
}
