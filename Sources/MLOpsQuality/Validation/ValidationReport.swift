package import MLOpsCore

/// What a table is like, compared with its schema.
package struct ValidationReport: Sendable {
    package let file: RepoPath
    /// Rows, without the header and without comments.
    package let rows: Int
    /// By line; at most as many as the limits allow.
    package let findings: [QualityFinding]
    /// Findings that the limits cut off.
    package let omitted: Int
    /// How many times a rule was broken, whether told or not; rules of severity warning are not counted.
    package let violations: Int
    /// What the schema says that was not checked.
    package let warnings: [String]
    /// False: the time that the limits allow was over; what is said is true of the rows that were read.
    package let isComplete: Bool

    /// Whether no rule was broken, those of severity warning aside.
    package var isValid: Bool { violations == 0 }

    /// For `--json`.
    package var json: JSONValue {
        [
            "file": .string(file.description), "rows": .integer(Int64(rows)), "valid": .bool(isValid),
            "violations": .integer(Int64(violations)), "findings": .array(findings.map(\.json)),
            "findings_omitted": .integer(Int64(omitted)), "warnings": .array(warnings.map(JSONValue.string)),
            "complete": .bool(isComplete),
        ]
    }
}
