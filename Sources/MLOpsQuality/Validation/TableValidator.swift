package import MLOpsCore

/// Compares delimited text with a schema: one pass, no copy of the text. Nothing that the file or the schema holds
/// can make it fail or take more than linear time; all that is wrong is in the report.
package enum TableValidator {
    /// What `bytes`, the content of the file `name`, is like. The name says in messages which file it is and, by
    /// its ending, how it is delimited unless the schema's dialect does. Foreign keys are left out.
    package static func validate(
        _ bytes: [UInt8], name: RepoPath, schema: TableSchema, limits: ValidationLimits = ValidationLimits()
    ) -> ValidationReport {
        bytes.withUnsafeBufferPointer { text in
            var run = TableRun(CSVText(text), name: name, schema: schema, limits: limits)
            return run.report()
        }
    }

    /// The same with foreign keys, whose tables `lookup` finds. A file is read piece by piece: memory does not grow
    /// with it, 16 to 48 bytes a row for each unique or referenced key aside.
    package static func validate(
        _ content: TableContent, name: RepoPath, schema: TableSchema, limits: ValidationLimits = ValidationLimits(),
        lookup: ReferenceTable.Lookup
    ) throws -> ValidationReport {
        let table = ReferenceTable(name: name, content: content, schema: schema)
        let targets = try schema.foreignKeys.map { try ForeignKeyTarget($0, of: table, schema, lookup) }
        return try content.withText { text in
            var run = TableRun(text, name: name, schema: schema, limits: limits)
            return run.report(targets)
        }
    }
}
