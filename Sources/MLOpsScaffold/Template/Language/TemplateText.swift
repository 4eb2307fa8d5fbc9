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

    /// In small letters as Python has them: a sigma that ends a word is the final one.
    static func lower(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            let endsWord =
                scalar == "Σ" && isCased(scalars[..<index].reversed()) && !isCased(scalars[(index + 1)...])
            result += endsWord ? "ς" : scalar.properties.lowercaseMapping
        }
        return result
    }

    /// Whether a letter with case comes next, after what is ignored between such letters.
    private static func isCased(_ scalars: some Sequence<Unicode.Scalar>) -> Bool {
        scalars.first { !$0.properties.isCaseIgnorable }?.properties.isCased ?? false
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

    /// Lower-case ASCII letters and digits, whatever stands between them replaced by one separator. Latin, Greek and
    /// Cyrillic letters are transliterated, other scripts dropped; a comma between digits disappears (`1,000`).
    static func slug(_ text: String, separator: String) -> String {
        var words: [String] = []
        var word = ""
        let scalars = Array(text.lowercased().unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            if let letters = plain(scalar) {
                word += letters
            } else if !isSilent(scalar, at: index, of: scalars), !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return words.joined(separator: separator)
    }

    private static func isSilent(_ scalar: Unicode.Scalar, at index: Int, of scalars: [Unicode.Scalar]) -> Bool {
        if scalar.properties.generalCategory == .nonspacingMark { return true }
        let digits: ClosedRange<Unicode.Scalar> = "0"..."9"
        return scalar == "," && index > 0 && digits.contains(scalars[index - 1])
            && index + 1 < scalars.count && digits.contains(scalars[index + 1])
    }

    private static func plain(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "a"..."z", "0"..."9": String(scalar)
        default: Transliteration.letters[scalar]
        }
    }
}

extension String {
    /// Whether the bytes of `part` occur in order: no grapheme rules, as in Python.
    func utf8Contains(_ part: String) -> Bool {
        let bytes = Array(utf8), part = Array(part.utf8)
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains { bytes[$0...].starts(with: part) }
    }
}
