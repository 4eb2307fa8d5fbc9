internal import MLOpsCore

/// One column that a schema describes.
struct SchemaField: Sendable {
    let name: String
    let type: FieldType
    /// What stands for no value.
    let missingValues: [[UInt8]]
    var constraints: FieldConstraints
    let quality: [QualityRule]

    init(_ value: SchemaValue, missingValues: [[UInt8]]) throws(SchemaError) {
        let value = try value.object()
        guard let named = value["name"] else { throw value.error("has no 'name'") }
        name = try named.string()
        type = try FieldType(value)
        self.missingValues = try value["missingValues"].map(Self.missingValues) ?? missingValues
        constraints = try FieldConstraints(value, type: type)
        quality = try QualityRule.list(value["quality"], field: name)
    }

    /// Strings, or objects with a `value`. YAML makes an integer of an unquoted `-99`; it means the same.
    static func missingValues(_ value: SchemaValue) throws(SchemaError) -> [[UInt8]] {
        var values: [[UInt8]] = []
        for item in try value.items() {
            let item = item["value"] ?? item
            let text = if let number = item.json.integerValue { String(number) } else { try item.string() }
            values.append(Array(text.utf8))
        }
        return values
    }

    func isMissing(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        for value in missingValues where value.count == cell.count && value.elementsEqual(cell) { return true }
        return false
    }
}
