extension JSONValue {
    /// The value that `bytes` holds: UTF-8, one value, no byte order mark. Of members with the same name the last
    /// one wins. A lone surrogate (`"\ud800"`) is refused, because no Swift string can hold it.
    package static func parse(_ bytes: [UInt8], options: JSONOptions = .strict) throws(JSONError) -> JSONValue {
        let tape = try JSONTape(bytes, options: options)
        return try JSONValue(tape, at: 0)
    }

    /// The value at token `index`, with all that it holds. The scanner has bounded the depth.
    package init(_ tape: JSONTape, at index: Int) throws(JSONError) {
        switch tape.tokens[index].kind {
        case .null: self = .null
        case .true: self = .bool(true)
        case .false: self = .bool(false)
        case .integer:
            let literal = tape.literal(index)
            self = Int64(literal).map(JSONValue.integer) ?? .bigNumber(literal)
        case .real, .nonFinite: self = .double(tape.double(index))
        case .string: self = .string(try Self.text(tape, index))
        case .array: self = .array(try Self.items(tape, index))
        case .object: self = .object(try Self.members(tape, index))
        }
    }

    private static func text(_ tape: JSONTape, _ index: Int) throws(JSONError) -> String {
        guard !tape.tokens[index].flags.contains(.loneSurrogate) else {
            throw tape.error("a string holds half of a surrogate pair", at: index)
        }
        let token = tape.tokens[index]
        if !token.flags.contains(.escapes) { return tape.literal(index) }
        return String(decoding: tape.decodedBytes(index), as: UTF8.self)
    }

    private static func items(_ tape: JSONTape, _ index: Int) throws(JSONError) -> [JSONValue] {
        var items: [JSONValue] = []
        var child = index + 1
        let end = Int(tape.tokens[index].next)
        while child < end {
            items.append(try JSONValue(tape, at: child))
            child = Int(tape.tokens[child].next)
        }
        return items
    }

    private static func members(_ tape: JSONTape, _ index: Int) throws(JSONError) -> JSONObject {
        var keys: [String] = []
        var values: [JSONValue] = []
        var ascends = true
        var key = index + 1
        let end = Int(tape.tokens[index].next)
        while key < end {
            let name = try text(tape, key)
            if let last = keys.last, ByteOrder.compare(last, name) >= 0 { ascends = false }
            keys.append(name)
            values.append(try JSONValue(tape, at: key + 1))
            key = Int(tape.tokens[key + 1].next)
        }
        return ascends ? JSONObject(ascending: keys, values) : JSONObject(zip(keys, values).map { ($0, $1) })
    }
}
