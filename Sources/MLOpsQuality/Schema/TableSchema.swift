package import MLOpsCore

/// What a table must look like: Data Package v2 Table Schema, with `quality` rules and a `dialect` beside it.
/// docs/formats/schema.md says what of it is honoured.
package struct TableSchema: Sendable {
    /// How the file's header must agree with the fields.
    enum FieldsMatch: String, Sendable, CaseIterable {
        /// Same names in the same order.
        case exact
        /// Same names.
        case equal
        /// The file may have more columns.
        case subset
        /// The file may have fewer columns.
        case superset
        /// At least one column in common.
        case partial
    }

    /// The schema's path as messages name it.
    package let path: String
    /// What the schema says that is not checked, one sentence each.
    package let warnings: [String]
    /// The other tables that foreign keys refer to, by their names as resources.
    package var referencedResources: Set<String> { Set(foreignKeys.map(\.resource).filter { !$0.isEmpty }) }
    /// The names of the fields, in order.
    package var fieldNames: [String] { fields.map(\.name) }

    let fields: [SchemaField]
    let primaryKey: [String]
    let uniqueKeys: [[String]]
    let foreignKeys: [ForeignKey]
    let fieldsMatch: FieldsMatch
    let quality: [QualityRule]
    private let dialect: SchemaValue?

    /// Reads a Table Schema, or a resource with a `schema` (and a `dialect`).
    package init(_ json: JSONValue, path: String) throws(SchemaError) {
        let root = try SchemaValue(json: json, path: path, place: "").object()
        let table = try root["schema"]?.object() ?? root
        guard let list = table["fields"] else { throw table.error("has no 'fields'") }
        self.path = path
        let missing = try table["missingValues"].map(SchemaField.missingValues) ?? [[]]
        var fields: [SchemaField] = []
        for item in try list.items() { fields.append(try SchemaField(item, missingValues: missing)) }
        primaryKey = try table["primaryKey"]?.strings() ?? []
        uniqueKeys = try Self.keys(table["uniqueKeys"])
        foreignKeys = try ForeignKey.list(table["foreignKeys"])
        fieldsMatch = try Self.fieldsMatch(table["fieldsMatch"])
        quality = try QualityRule.list(table["quality"] ?? root["quality"], field: nil)
        dialect = try (table["dialect"] ?? root["dialect"])?.object()
        warnings = Self.warnings(fields)
        for index in fields.indices where primaryKey.contains(fields[index].name) {
            fields[index].constraints.required = true
        }
        self.fields = fields
        try refuseUnknownNames(table)
        if let dialect { _ = try CSVDialect(dialect, name: RepoPath("")) }
    }

    /// How the file `name` is written.
    func dialect(for name: RepoPath) -> CSVDialect {
        // The dialect was read once in `init`, so this cannot fail.
        dialect.flatMap { try? CSVDialect($0, name: name) } ?? CSVDialect(name: name)
    }

    private static func keys(_ value: SchemaValue?) throws(SchemaError) -> [[String]] {
        guard let value else { return [] }
        var keys: [[String]] = []
        for item in try value.items() { keys.append(try item.strings()) }
        return keys
    }

    /// One word; some writers put it in a list.
    private static func fieldsMatch(_ value: SchemaValue?) throws(SchemaError) -> FieldsMatch {
        guard let value else { return .exact }
        let word = try value.strings().first ?? ""
        guard let match = FieldsMatch(rawValue: word) else {
            let words = FieldsMatch.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw value.error("'\(word)' is not known", hint: "use one of \(words)")
        }
        return match
    }

    private static func warnings(_ fields: [SchemaField]) -> [String] {
        fields.flatMap { field in
            field.constraints.unknown.map { "constraint '\($0)' is not known (\(field.name))" }
        }
    }

    /// Keys and rules must speak of fields that exist.
    private func refuseUnknownNames(_ table: SchemaValue) throws(SchemaError) {
        let known = Set(fieldNames)
        let named =
            [("primaryKey", primaryKey)] + uniqueKeys.map { ("uniqueKeys", $0) }
            + foreignKeys.map { ("foreignKeys", $0.fields + ($0.resource.isEmpty ? $0.referencedFields : [])) }
            + quality.map { ("quality", $0.properties) }
        for (place, names) in named {
            for name in names where !known.contains(name) {
                throw SchemaError(
                    path: path, place: place, reason: "there is no field '\(name)'",
                    hint: NearestWord.find(name, in: fieldNames).map { "the nearest is '\($0)'" })
            }
        }
    }
}
