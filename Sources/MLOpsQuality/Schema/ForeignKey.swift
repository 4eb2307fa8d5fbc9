/// Columns whose values must stand in columns of another table, or of the same one.
struct ForeignKey: Sendable {
    let fields: [String]
    /// The other table's name as a resource of the data package; empty: the table itself.
    let resource: String
    let referencedFields: [String]

    init(_ value: SchemaValue) throws(SchemaError) {
        let value = try value.object()
        guard let fields = value["fields"] else { throw value.error("has no 'fields'") }
        guard let reference = try value["reference"]?.object() else { throw value.error("has no 'reference'") }
        guard let referenced = reference["fields"] else { throw reference.error("has no 'fields'") }
        self.fields = try fields.strings()
        resource = try reference["resource"]?.string() ?? ""
        referencedFields = try referenced.strings()
        guard self.fields.count == referencedFields.count, !self.fields.isEmpty else {
            throw referenced.error("must name as many fields as the key has")
        }
    }

    static func list(_ value: SchemaValue?) throws(SchemaError) -> [ForeignKey] {
        guard let value else { return [] }
        var keys: [ForeignKey] = []
        for item in try value.items() { keys.append(try ForeignKey(item)) }
        return keys
    }
}
