internal import MLOpsCore

/// A value of a schema that knows where it stands, so that every complaint names the place.
struct SchemaValue {
    let json: JSONValue
    let path: String
    let place: String

    func error(_ reason: String, hint: String? = nil) -> SchemaError {
        SchemaError(path: path, place: place, reason: reason, hint: hint)
    }

    /// A member of an object; nil when it is missing or null.
    subscript(key: String) -> SchemaValue? {
        guard let member = json[key], !member.isNull else { return nil }
        return SchemaValue(json: member, path: path, place: place.isEmpty ? key : "\(place).\(key)")
    }

    var keys: [String] { json.objectValue?.keys ?? [] }

    private func expected(_ what: String) -> SchemaError {
        error("must be \(what), not \(json.kindDescription)")
    }

    func object() throws(SchemaError) -> SchemaValue {
        guard json.objectValue != nil else { throw expected("an object") }
        return self
    }

    func items() throws(SchemaError) -> [SchemaValue] {
        guard let items = json.arrayValue else { throw expected("a list") }
        return items.enumerated().map { SchemaValue(json: $1, path: path, place: "\(place)[\($0)]") }
    }

    func string() throws(SchemaError) -> String {
        guard let text = json.stringValue else {
            let isScalar = json.arrayValue == nil && json.objectValue == nil
            throw error("must be a string, not \(json.kindDescription)", hint: isScalar ? "write it in quotes" : nil)
        }
        return text
    }

    func bool() throws(SchemaError) -> Bool {
        guard let value = json.boolValue else { throw expected("true or false") }
        return value
    }

    func number() throws(SchemaError) -> Double {
        guard let value = json.doubleValue else { throw expected("a number") }
        return value
    }

    /// A whole number that is not negative.
    func count() throws(SchemaError) -> Int {
        guard let value = json.integerValue, value >= 0 else { throw error("must be a whole number from 0 on") }
        return Int(value)
    }

    /// The one ASCII character of a string.
    func byte() throws(SchemaError) -> UInt8 {
        let bytes = Array(try string().utf8)
        guard bytes.count == 1, bytes[0] < 0x80 else { throw error("must be one ASCII character") }
        return bytes[0]
    }

    /// The same; the empty string stands for none.
    func optionalByte() throws(SchemaError) -> UInt8? {
        try string().isEmpty ? nil : try byte()
    }

    /// A list of strings, or one string.
    func strings() throws(SchemaError) -> [String] {
        if let text = json.stringValue { return [text] }
        var strings: [String] = []
        for item in try items() { strings.append(try item.string()) }
        return strings
    }

    /// A string, number or boolean as it would stand in a table.
    func cellText() throws(SchemaError) -> String {
        switch json {
        case .string(let text): return text
        case .integer(let value): return String(value)
        case .bigNumber(let digits): return digits
        case .double(let value): return JSONNumber.description(value)
        case .bool(let value): return value ? "true" : "false"
        default: throw expected("a string, a number or a boolean")
        }
    }
}
