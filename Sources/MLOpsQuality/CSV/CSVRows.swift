package import MLOpsCore

/// A small delimited text as a whole; for large ones there is the reader itself.
package enum CSVRows {
    /// Every row's fields as text; empty lines are no rows. Nil above `limit` rows.
    package static func read(_ bytes: [UInt8], name: RepoPath, limit: Int) -> [[String]]? {
        bytes.withUnsafeBufferPointer { text -> [[String]]? in
            var reader = CSVReader(text, dialect: CSVDialect(name: name))
            var rows: [[String]] = []
            while reader.next() {
                if reader.isBlank { continue }
                if rows.count == limit { return nil }
                rows.append(
                    reader.fields.map { field in reader.withValue(field) { String(decoding: $0, as: UTF8.self) } })
            }
            return rows
        }
    }
}
