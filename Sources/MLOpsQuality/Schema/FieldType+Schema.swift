internal import MLOpsCore

extension FieldType {
    private static let names = [
        "any", "string", "number", "integer", "boolean", "date", "time", "datetime", "year", "yearmonth", "object",
        "array",
    ]
    /// Types of Table Schema whose values are not looked into.
    static let unchecked = ["list", "duration", "geopoint", "geojson"]

    /// The type that a field descriptor states; without `type` it is `any`.
    init(_ field: SchemaValue) throws(SchemaError) {
        let name = try field["type"]?.string() ?? "any"
        switch name {
        case "any": self = .any
        case "string": self = .string(try Self.stringFormat(field))
        case "number": self = .number(try Self.numberFormat(field))
        case "integer": self = .integer(try Self.numberFormat(field))
        case "boolean": self = try Self.boolean(field)
        case "date": self = .date(try Self.timeFormat(field))
        case "time": self = .time(try Self.timeFormat(field))
        case "datetime": self = .datetime(try Self.timeFormat(field))
        case "year": self = .year
        case "yearmonth": self = .yearmonth
        case "object": self = .object
        case "array": self = .array
        case _ where Self.unchecked.contains(name): self = .any
        default:
            let nearest = NearestWord.find(name, in: Self.names + Self.unchecked)
            throw field["type"]!.error("'\(name)' is not a type", hint: nearest.map { "the nearest is '\($0)'" })
        }
    }

    private static func stringFormat(_ field: SchemaValue) throws(SchemaError) -> StringFormat {
        guard let value = field["format"] else { return .default }
        let name = try value.string()
        guard let format = StringFormat(rawValue: name) else {
            let names = StringFormat.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw value.error("'\(name)' is not a format of strings", hint: "use one of \(names)")
        }
        return format
    }

    private static func numberFormat(_ field: SchemaValue) throws(SchemaError) -> NumberFormat {
        var format = NumberFormat()
        if let text = try field["decimalChar"]?.string() { format.decimal = Array(text.utf8) }
        if let text = try field["groupChar"]?.string() { format.group = Array(text.utf8) }
        if let flag = try field["bareNumber"]?.bool() { format.isBare = flag }
        guard !format.decimal.isEmpty else { throw field["decimalChar"]!.error("must not be empty") }
        return format
    }

    private static func boolean(_ field: SchemaValue) throws(SchemaError) -> FieldType {
        let yes = try field["trueValues"]?.strings() ?? ["true", "True", "TRUE", "1"]
        let no = try field["falseValues"]?.strings() ?? ["false", "False", "FALSE", "0"]
        return .boolean(yes: yes.map { Array($0.utf8) }, no: no.map { Array($0.utf8) })
    }

    private static func timeFormat(_ field: SchemaValue) throws(SchemaError) -> TimeFormat {
        guard let value = field["format"] else { return .standard }
        var text = try value.string()
        if text.hasPrefix("fmt:") { text.removeFirst(4) }
        switch text {
        case "default": return .standard
        case "any": return .any
        default:
            guard let pattern = TimePattern(text) else {
                throw value.error(
                    "'\(text)' is not a format", hint: "use 'default', 'any' or strptime's letters, such as '%d/%m/%Y'")
            }
            return .pattern(pattern)
        }
    }
}
