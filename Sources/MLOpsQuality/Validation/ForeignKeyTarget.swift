internal import MLOpsCore

/// The values that a foreign key may take, or why they are not known.
struct ForeignKeyTarget {
    struct Problem: Error {
        let reason: String
        let hint: String?
    }

    let key: ForeignKey
    let known: Result<UniqueIndex, Problem>
    /// `id of data/users.csv`.
    let description: String

    /// Reads the table that `key` refers to; `table` is the one that has the key, which may refer to itself.
    init(_ key: ForeignKey, of table: ReferenceTable, _ schema: TableSchema, _ lookup: ReferenceTable.Lookup) throws {
        self.key = key
        let fields = key.fields.compactMap { name in schema.fields.first { $0.name == name } }
        guard let target = try key.resource.isEmpty ? table : lookup(key.resource) else {
            description = ""
            known = .failure(
                Problem(
                    reason: "refers to a table \(Count.quoted(Array(key.resource.utf8))) that is not here",
                    hint: "name it as a resource of datapackage.json, or put \(key.resource).csv beside this file"))
            return
        }
        let names = key.referencedFields
        let shown = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
        let file = key.resource.isEmpty ? "this table" : target.name.quoted(quoteHighBytes: false)
        description = "\(shown) of \(file)"
        known = try target.keys(names, as: fields).mapError { missing in
            Problem(
                reason: "refers to \(file), which has no column "
                    + missing.names.map { Count.quoted(Array($0.utf8)) }.joined(separator: ", "), hint: nil)
        }
    }
}
