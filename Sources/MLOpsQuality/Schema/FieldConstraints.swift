internal import MLOpsCore

/// What a field's values must satisfy besides their type.
struct FieldConstraints: Sendable {
    struct Bound: Sendable {
        let value: CellValue
        /// As it stands in the schema.
        let text: String
    }

    var required = false
    var unique = false
    var minLength: Int?
    var maxLength: Int?
    var minimum: Bound?
    var maximum: Bound?
    var exclusiveMinimum: Bound?
    var exclusiveMaximum: Bound?
    var pattern: Pattern?
    /// The allowed values, `categories` included; nil: all.
    var choices: ChoiceSet?
    /// Where the choices stand: `enum` or `categories`.
    var choicesName = "enum"

    /// Names of constraints that are not known, for a warning.
    private(set) var unknown: [String] = []

    private static let names: Set<String> = [
        "required", "unique", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "pattern", "enum",
    ]

    init(_ field: SchemaValue, type: FieldType) throws(SchemaError) {
        if let categories = field["categories"] {
            choices = try Self.choices(categories, type)
            choicesName = "categories"
        }
        guard let value = try field["constraints"]?.object() else { return }
        unknown = value.keys.filter { !Self.names.contains($0) }
        required = try value["required"]?.bool() ?? false
        unique = try value["unique"]?.bool() ?? false
        minLength = try value["minLength"]?.count()
        maxLength = try value["maxLength"]?.count()
        minimum = try Self.bound(value["minimum"], type)
        maximum = try Self.bound(value["maximum"], type)
        exclusiveMinimum = try Self.bound(value["exclusiveMinimum"], type)
        exclusiveMaximum = try Self.bound(value["exclusiveMaximum"], type)
        pattern = try value["pattern"].map(Self.pattern)
        if let list = value["enum"] {
            choices = try Self.choices(list, type)
            choicesName = "enum"
        }
    }

    private static func bound(_ value: SchemaValue?, _ type: FieldType) throws(SchemaError) -> Bound? {
        guard let value else { return nil }
        guard type.isOrdered else { throw value.error("values of type '\(type.name)' have no order") }
        let text = try value.cellText()
        guard let parsed = type.parse(text) else { throw value.error("'\(text)' is not \(type.noun)") }
        return Bound(value: parsed, text: text)
    }

    private static func choices(_ value: SchemaValue, _ type: FieldType) throws(SchemaError) -> ChoiceSet {
        var choices: [ChoiceSet.Choice] = []
        for item in try value.items() {
            let item = item["value"] ?? item
            let text = try item.cellText()
            guard let parsed = type.parse(text) else { throw item.error("'\(text)' is not \(type.noun)") }
            choices.append(ChoiceSet.Choice(value: parsed, text: Array(text.utf8)))
        }
        return ChoiceSet(choices)
    }

    private static func pattern(_ value: SchemaValue) throws(SchemaError) -> Pattern {
        let source = try value.string()
        do {
            return try Pattern(source)
        } catch {
            throw value.error("\(error)", hint: "patterns match the whole value, as in XML Schema")
        }
    }
}
