extension JSONValue {
    /// The text, or null.
    package static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
    package static func optional(_ number: Int64?) -> JSONValue { number.map(JSONValue.integer) ?? .null }

    /// An integer of the log: beyond 2^53 a string of digits, because many readers of JSON would round it.
    package static func exact(_ number: Int64) -> JSONValue {
        number.magnitude <= 1 << 53 ? .integer(number) : .string(String(number))
    }
}
