internal import MLOpsCore

extension FieldType {
    private static let names = [
        "any", "string", "number", "integer", "boolean", "date", "time", "datetime", "year", "yearmonth", "object",
        "array", "list", "duration", "geopoint", "geojson",
    ]

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
        case "duration": self = .duration
        case "list": self = try Self.list(field)
        case "geopoint": self = .geopoint(try Self.format(field, of: "points") ?? .default)
        case "geojson": self = .geojson(isTopology: try Self.isTopology(field))
        default:
            let nearest = NearestWord.find(name, in: Self.names)
            throw field["type"]!.error("'\(name)' is not a type", hint: nearest.map { "the nearest is '\($0)'" })
        }
    }

    private static func stringFormat(_ field: SchemaValue) throws(SchemaError) -> StringFormat {
        try format(field, of: "strings") ?? .default
    }

    /// The word that `format` says; nil when it says nothing.
    private static func format<Format: RawRepresentable<String> & CaseIterable>(
        _ field: SchemaValue, of what: String
    ) throws(SchemaError) -> Format? {
        guard let value = field["format"] else { return nil }
        let name = try value.string()
        guard let format = Format(rawValue: name) else {
            let names = Format.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw value.error("'\(name)' is not a format of \(what)", hint: "use one of \(names)")
        }
        return format
    }

    private static func isTopology(_ field: SchemaValue) throws(SchemaError) -> Bool {
        guard let value = field["format"] else { return false }
        let name = try value.string()
        guard name == "default" || name == "topojson" else {
            throw value.error("'\(name)' is not a format of places", hint: "use one of 'default', 'topojson'")
        }
        return name == "topojson"
    }

    private static func list(_ field: SchemaValue) throws(SchemaError) -> FieldType {
        let delimiter = Array((try field["delimiter"]?.string() ?? ",").utf8)
        guard !delimiter.isEmpty else { throw field["delimiter"]!.error("must not be empty") }
        guard let value = field["itemType"] else { return .list(item: .string(.default), delimiter: delimiter) }
        let name = try value.string()
        let item: FieldType
        switch name {
        case "string": item = .string(.default)
        case "integer": item = .integer(NumberFormat())
        case "number": item = .number(NumberFormat())
        case "boolean": item = try boolean(field)
        case "date": item = .date(.standard)
        case "time": item = .time(.standard)
        case "datetime": item = .datetime(.standard)
        default:
            let names = ["string", "integer", "number", "boolean", "date", "time", "datetime"]
            throw value.error(
                "'\(name)' is not a type of list items",
                hint: NearestWord.find(name, in: names).map { "the nearest is '\($0)'" })
        }
        return .list(item: item, delimiter: delimiter)
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
