package import MLOpsCore

/// A table that foreign keys of another one refer to.
package struct ReferenceTable: Sendable {
    package let name: RepoPath
    package let content: TableContent
    /// Says how the table is written; nil: its name does.
    package let schema: TableSchema?

    package init(name: RepoPath, content: TableContent, schema: TableSchema?) {
        self.name = name
        self.content = content
        self.schema = schema
    }

    /// Finds the table that a schema calls `resource`.
    package typealias Lookup = (_ resource: String) throws -> ReferenceTable?

    /// The values of the columns `names` in all rows, read as values of `fields`; the names that the table lacks, when
    /// it does.
    func keys(_ names: [String], as fields: [SchemaField]) throws -> Result<UniqueIndex, MissingColumns> {
        let dialect = schema?.dialect(for: name) ?? CSVDialect(name: name)
        return try content.withText { text in
            var records = CSVRecords(text, dialect: dialect)
            let header = Self.header(&records, dialect, schema)
            let columns = names.map { header.firstIndex(of: $0) }
            let missing = zip(names, columns).filter { $1 == nil }.map(\.0)
            guard missing.isEmpty else { return .failure(MissingColumns(names: missing)) }
            var key = RowKey(zip(columns, fields).map { ($0 ?? 0, $1) })
            var index = UniqueIndex()
            while records.next() {
                if key.take(&records.reader) { _ = index.insert(key.bytes, at: records.reader.line) }
            }
            return .success(index)
        }
    }

    struct MissingColumns: Error {
        let names: [String]
    }

    private static func header(_ records: inout CSVRecords, _ dialect: CSVDialect, _ schema: TableSchema?) -> [String] {
        guard dialect.header else { return schema?.fieldNames ?? [] }
        guard records.next() else { return [] }
        return records.reader.values
    }
}
