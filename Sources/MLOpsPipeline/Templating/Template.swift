internal import MLOpsCore

/// The text side of `${...}`.
enum Template {
    enum Part: Equatable {
        case text(String)
        case expression(String)
    }

    /// `text` cut at its `${...}`; `\${` is the text `${`.
    static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var plain = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            let before = rest[..<open.lowerBound]
            if before.hasSuffix("\\") {
                plain += before.dropLast() + "${"
                rest = rest[open.upperBound...]
                continue
            }
            guard let close = rest[open.upperBound...].firstIndex(of: "}") else { break }
            plain += before
            if !plain.isEmpty { parts.append(.text(plain)) }
            plain = ""
            parts.append(.expression(String(rest[open.upperBound..<close])))
            rest = rest[rest.index(after: close)...]
        }
        plain += rest
        if !plain.isEmpty || parts.isEmpty { parts.append(.text(plain)) }
        return parts
    }

    static func hasExpression(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): parts(of: text).contains { if case .expression = $0 { true } else { false } }
        case .array(let items): items.contains(where: hasExpression)
        case .object(let members): members.contains { hasExpression(.string($0.key)) || hasExpression($0.value) }
        default: false
        }
    }

    /// `a.b[0]` as `a`, `b`, `0`; nil when it is none, as when a bracket has no counterpart.
    static func path(_ expression: String) -> [String]? {
        var words: [String] = []
        var rest = expression[...]
        var closing: Character?
        while true {
            let word = rest.prefix { !".[]".contains($0) }
            let trimmed = String(word.drop { $0 == " " }).trimmingSuffix(" ")
            if trimmed.isEmpty { return nil }
            words.append(trimmed)
            rest = rest[word.endIndex...]
            if let bracket = closing {
                guard rest.first == bracket else { return nil }
                rest = rest.dropFirst().drop { $0 == " " }
            }
            guard let separator = rest.popFirst() else { return expression.contains("${") ? nil : words }
            if separator == "]" { return nil }
            closing = separator == "[" ? "]" : nil
        }
    }

    /// A scalar as it stands in text, as Python prints it; nil for lists and mappings.
    static func text(of value: JSONValue) -> String? {
        switch value {
        case .null: "None"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .bigNumber(let digits): digits
        case .double(let number): number.isNaN ? "nan" : JSONNumber.python(number)
        case .string(let text): text
        case .array, .object: nil
        }
    }

    /// The text as one word of a POSIX shell, as Python's shlex.quote has it.
    static func quoted(_ text: String) -> String {
        let isSafe =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                let lower = byte | 0x20
                return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x2b && byte <= 0x3a) || byte == UInt8(ascii: "@")
                    || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "_")
            }
        return isSafe ? text : "'" + text.replacing("'", with: "'\"'\"'") + "'"
    }
}

extension JSONNumber {
    /// The number as Python's `str` has it.
    fileprivate static func python(_ value: Double) -> String {
        value.isInfinite ? (value < 0 ? "-inf" : "inf") : description(value)
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        var text = self
        while text.hasSuffix(suffix) { text.removeLast(suffix.count) }
        return text
    }
}
