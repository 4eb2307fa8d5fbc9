/// A JSON value in memory: documents, records, schemas, machine output. (Notebooks are too large for it: they
/// stay a ``JSONTape``.)
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// An integer outside Int64, as its digits with an optional leading `-`.
    case bigNumber(String)
    /// A number that was written with a fraction or an exponent, or one that JSON lacks (NaN, infinite).
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue: Hashable {
    /// Same kind and same content: text by its UTF-8 bytes, objects in whatever order, NaN equals NaN.
    /// `1` and `1.0` differ.
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.bigNumber(let left), .bigNumber(let right)): left == right
        case (.double(let left), .double(let right)): left == right || (left.isNaN && right.isNaN)
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .bigNumber(let digits): hasher.combine(digits)
        case .double(let value): hasher.combine(value.isNaN ? 0 : value)
        case .string(let text): text.utf8.forEach { hasher.combine($0) }
        case .array(let items): hasher.combine(items)
        case .object(let members): hasher.combine(members)
        }
    }
}

extension JSONValue {
    /// The text of a string; nil for every other kind.
    package var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value of an integer that fits; nil for every other kind, `1.0` included.
    package var integerValue: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The value of any number, rounded to the nearest double; nil for every other kind.
    package var doubleValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .bigNumber(let digits): Double(digits)
        case .double(let value): value
        default: nil
        }
    }

    package var arrayValue: [JSONValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    package var objectValue: JSONObject? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The member `key` of an object; nil for every other kind or when it is missing.
    package subscript(key: String) -> JSONValue? {
        objectValue?[key]
    }

    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// What the value is, for messages: "a string", "an integer", "an object".
    package var kindDescription: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .bigNumber: "an integer"
        case .double: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
