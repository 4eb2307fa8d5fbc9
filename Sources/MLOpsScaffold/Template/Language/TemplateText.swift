internal import MLOpsCore

/// The text functions behind the filters.
enum TemplateText {
    private static let longest = 1 << 24

    static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    /// The text in double quotes, as JSON, TOML, YAML and Python all read it.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Every `old` replaced, or nil when the result would be too long. An empty `old` stands before every character
    /// and at the end, as in Python.
    static func replaced(_ text: String, _ old: String, by new: String) -> String? {
        let bytes = Array(text.utf8), old = Array(old.utf8), new = Array(new.utf8)
        guard !old.isEmpty else {
            guard text.unicodeScalars.count * new.count + bytes.count <= longest else { return nil }
            return new.asText + text.unicodeScalars.map { String($0) + new.asText }.joined()
        }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: old) {
                result += new
                index += old.count
            } else {
                result.append(bytes[index])
                index += 1
            }
            if result.count > longest { return nil }
        }
        return result.asText
    }

    /// Lower-case ASCII letters and digits, whatever stands between them replaced by one separator. Latin letters
    /// lose their accents; other scripts are dropped.
    static func slug(_ text: String, separator: String) -> String {
        var words: [String] = []
        var word = ""
        for scalar in text.lowercased().unicodeScalars {
            if let letters = plain(scalar) {
                word += letters
            } else if scalar != "'", !scalar.properties.isDiacritic, !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return words.joined(separator: separator)
    }

    private static func plain(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "a"..."z", "0"..."9": String(scalar)
        default: withoutAccent[scalar]
        }
    }

    private static let withoutAccent: [Unicode.Scalar: String] = {
        let table: [(String, String)] = [
            ("a", "àáâãäåāăąǎ"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ðďđ"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"),
            ("h", "ĥħ"), ("i", "ìíîïĩīĭįı"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"), ("n", "ñńņňŋ"),
            ("o", "òóôõöøōŏő"), ("oe", "œ"), ("r", "ŕŗř"), ("s", "śŝşšș"), ("ss", "ß"), ("t", "ţťŧț"), ("th", "þ"),
            ("u", "ùúûüũūŭůűų"), ("w", "ŵ"), ("y", "ýÿŷ"), ("z", "źżž"),
        ]
        return Dictionary(
            table.flatMap { plain, accented in accented.unicodeScalars.map { ($0, plain) } },
            uniquingKeysWith: { a, _ in a })
    }()
}

extension String {
    /// Whether the bytes of `part` occur in order: no grapheme rules, as in Python.
    func utf8Contains(_ part: String) -> Bool {
        let bytes = Array(utf8), part = Array(part.utf8)
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains { bytes[$0...].starts(with: part) }
    }
}
