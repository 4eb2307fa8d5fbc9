package import MLOpsCore

/// Writes a first Table Schema for a file, from all of its rows: what holds for each of them and will, as far as
/// one can tell, hold for the next ones. So no limits are drawn from the values that happen to be there, unless
/// asked for, and codes that only look like numbers stay text.
package enum SchemaInference {
    /// A schema that `bytes` satisfies (rows of another width aside). `ranges`: with `minimum` and `maximum`.
    package static func infer(
        _ bytes: [UInt8], name: RepoPath = RepoPath("data.csv"), ranges: Bool = false
    ) -> JSONValue {
        bytes.withUnsafeBufferPointer { text in
            let dialect = DialectSniffer.dialect(of: text, name: name)
            let columns = columns(text, dialect)
            var schema: JSONObject = ["$schema": "https://datapackage.org/profiles/2.0/tableschema.json"]
            if dialect.delimiter != CSVDialect(name: name).delimiter {
                schema["dialect"] = ["delimiter": .string(String(decoding: [dialect.delimiter], as: UTF8.self))]
            }
            schema["fields"] = .array(columns.map { $0.field(ranges: ranges) })
            return .object(schema)
        }
    }

    private static func columns(_ text: UnsafeBufferPointer<UInt8>, _ dialect: CSVDialect) -> [ColumnProfile] {
        var reader = CSVReader(text, dialect: dialect)
        guard reader.next() else { return [] }
        var columns: [ColumnProfile] = []
        for field in reader.fields {
            columns.append(ColumnProfile(name: reader.withValue(field) { String(decoding: $0, as: UTF8.self) }))
        }
        while reader.next() {
            if reader.isBlank, columns.count > 1 { continue }
            for (index, field) in reader.fields.prefix(columns.count).enumerated() {
                reader.withValue(field) { columns[index].add($0) }
            }
            for index in reader.fields.count..<max(reader.fields.count, columns.count) { columns[index].addMissing() }
        }
        return columns
    }
}
