/// What the values of a field are.
indirect enum FieldType: Sendable {
    case any
    case string(StringFormat)
    case number(NumberFormat)
    case integer(NumberFormat)
    case boolean(yes: [[UInt8]], no: [[UInt8]])
    case date(TimeFormat)
    case time(TimeFormat)
    case datetime(TimeFormat)
    case year
    case yearmonth
    case duration
    case object
    case array
    /// Values of one type between delimiters.
    case list(item: FieldType, delimiter: [UInt8])
    case geopoint(GeopointFormat)
    case geojson(isTopology: Bool)

    /// "an integer": what a value that fails is not.
    var noun: String {
        switch self {
        case .any: "a value"
        case .string(let format): format.noun
        case .number: "a number"
        case .integer: "an integer"
        case .boolean: "a boolean"
        case .date(let format): format.noun("a date", "YYYY-MM-DD")
        case .time(let format): format.noun("a time", "hh:mm:ss")
        case .datetime(let format): format.noun("a date and time", "YYYY-MM-DDThh:mm:ss")
        case .year: "a year"
        case .yearmonth: "a month (YYYY-MM)"
        case .object: "a JSON object"
        case .array: "a JSON list"
        case .duration: "a duration (PnYnMnDTnHnMnS)"
        case .list(let item, let delimiter):
            if case .string = item {
                "a list"
            } else {
                "a list in which each value between \(Count.quoted(delimiter)) is \(item.noun)"
            }
        case .geopoint(let format): format.noun
        case .geojson(let isTopology): isTopology ? "a TopoJSON topology" : "a GeoJSON object"
        }
    }

    /// "integer": the type's name in a schema.
    var name: String {
        switch self {
        case .any: "any"
        case .string: "string"
        case .number: "number"
        case .integer: "integer"
        case .boolean: "boolean"
        case .date: "date"
        case .time: "time"
        case .datetime: "datetime"
        case .year: "year"
        case .yearmonth: "yearmonth"
        case .object: "object"
        case .array: "array"
        case .duration: "duration"
        case .list: "list"
        case .geopoint: "geopoint"
        case .geojson: "geojson"
        }
    }

    /// Whether values have an order that `minimum` and `maximum` can speak of.
    var isOrdered: Bool {
        switch self {
        case .number, .integer, .date, .time, .datetime, .year, .yearmonth, .duration: true
        default: false
        }
    }
}

enum StringFormat: String, Sendable, CaseIterable {
    case `default`, email, uri, binary, uuid

    var noun: String {
        switch self {
        case .default: "a string"
        case .email: "an e-mail address"
        case .uri: "a URI"
        case .binary: "base64 text"
        case .uuid: "a UUID"
        }
    }
}

/// How points on the globe are written.
enum GeopointFormat: String, Sendable, CaseIterable {
    case `default`, array, object

    var noun: String {
        switch self {
        case .default: "a point (lon, lat)"
        case .array: "a point ([lon, lat])"
        case .object: "a point ({\"lon\": …, \"lat\": …})"
        }
    }
}

/// How numbers are written.
struct NumberFormat: Sendable {
    var decimal: [UInt8] = [0x2e]
    var group: [UInt8] = []
    /// False: text before and after the number is ignored.
    var isBare = true

    /// Whether digits can be read as they stand.
    var isPlain: Bool { isBare && group.isEmpty && decimal == [0x2e] }
}

/// How dates and times are written.
enum TimeFormat: Sendable {
    case standard
    /// The standard form, with a space for the `T`, or with the time left out.
    case any
    case pattern(TimePattern)

    func noun(_ what: String, _ standard: String) -> String {
        switch self {
        case .standard: "\(what) (\(standard))"
        case .any: what
        case .pattern(let pattern): "\(what) (\(pattern.source))"
        }
    }
}
