/// Numbers and values in sentences.
enum Count {
    /// `1,000,000`.
    static func text(_ count: Int) -> String {
        var digits = Array(String(count.magnitude).utf8)
        for index in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(0x2c, at: index) }
        return (count < 0 ? "-" : "") + String(decoding: digits, as: UTF8.self)
    }

    /// The value in double quotes, at most 60 characters of it, everything that a terminal might obey escaped.
    static func quoted(_ value: some Collection<UInt8>) -> String {
        let text = String(decoding: value.prefix(256), as: UTF8.self)
        var shown = ""
        for scalar in text.unicodeScalars.prefix(60) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: shown += escape(scalar)
            default: shown += scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
            }
        }
        let isCut = value.count > 256 || text.unicodeScalars.count > 60
        return "\"\(shown)\(isCut ? "…" : "")\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
}
