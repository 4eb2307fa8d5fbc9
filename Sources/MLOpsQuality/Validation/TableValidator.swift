package import MLOpsCore

/// Compares delimited text with a schema: one pass, no copy of the text. Nothing that the file or the schema holds
/// can make it fail or take more than linear time; all that is wrong is in the report.
package enum TableValidator {
    /// What `bytes`, the content of the file `name`, is like. The name says in messages which file it is and, by
    /// its ending, how it is delimited unless the schema's dialect does.
    package static func validate(
        _ bytes: [UInt8], name: RepoPath, schema: TableSchema, limits: ValidationLimits = ValidationLimits()
    ) -> ValidationReport {
        bytes.withUnsafeBufferPointer { text in
            var run = TableRun(text, name: name, schema: schema, limits: limits)
            return run.report()
        }
    }
}
