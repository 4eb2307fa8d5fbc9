/// A JSON value as people read it in a list: strings bare, numbers with a few significant digits.
package enum DisplayValue {
    package static func text(_ value: JSONValue, digits: Int = 6) -> String {
        switch value {
        case .string(let text): DisplayText.oneLine(text)
        case .double(let number): DecimalText.significant(number, digits: digits)
        default: value.serialized(.compact).asText
        }
    }
}
