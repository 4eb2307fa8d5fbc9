package import MLOpsCore

/// Values as YAML text on one line. What YAML 1.1 readers (PyYAML) would take for something else is quoted or
/// written so that both versions agree: `"on"`, `1.0e-05`.
package enum YAMLText {
    package static func flow(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .bigNumber(let digits): digits
        case .double(let number): self.number(number)
        case .string(let text): scalar(text)
        case .array(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { "\(scalar($0.key)): \(flow($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// A string, plain where every reader takes it for one, else in double quotes.
    package static func scalar(_ text: String) -> String {
        isPlain(text) ? text : JSONValue.string(text).serialized().asText
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        let text = JSONNumber.description(value)
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }

    private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"]

    private static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return false }
        let startsLikePath = bytes.starts(with: [0x2e, 0x2f]) || first == UInt8(ascii: "/")
        guard isLetter(first) || startsLikePath, last != 0x20, !words.contains(text.lowercased()) else { return false }
        return bytes.allSatisfy { isLetter($0) || isPlainSign($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return (lower >= 0x61 && lower <= 0x7a) || byte == UInt8(ascii: "_")
    }

    private static func isPlainSign(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x20, UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "="), UInt8(ascii: "@"):
            true
        default: false
        }
    }
}
