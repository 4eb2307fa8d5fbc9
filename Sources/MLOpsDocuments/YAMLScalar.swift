package import MLOpsCore

/// What a plain scalar means: the YAML 1.2 core schema as ruamel.yaml, and so DVC, reads it. Underscores may
/// group digits, `0b` is binary, a leading zero is decimal, dates stay text.
package enum YAMLScalar {
    package static func resolve(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .double(.nan)
        default: return number(Array(text.utf8)) ?? .string(text)
        }
    }

    /// Whether `text`, written plain, would be read as something else than this text.
    package static func isAmbiguous(_ text: String) -> Bool {
        if case .string = resolve(text) { false } else { true }
    }

    private static func number(_ bytes: [UInt8]) -> JSONValue? {
        guard let first = bytes.first, isSign(first) || isDigit(first) || first == UInt8(ascii: ".") else { return nil }
        let negative = first == UInt8(ascii: "-")
        let body = Array(isSign(first) ? bytes.dropFirst() : bytes[...])
        if [".inf", ".Inf", ".INF"].contains(body.asText) { return .double(negative ? -.infinity : .infinity) }
        return integer(body, negative: negative) ?? real(body, negative: negative)
    }

    private static func integer(_ body: [UInt8], negative: Bool) -> JSONValue? {
        let radix: Int
        switch body.prefix(2).asArray.asText {
        case "0b": radix = 2
        case "0o": radix = 8
        case "0x": radix = 16
        default: radix = 10
        }
        let digits = body.dropFirst(radix == 10 ? 0 : 2).filter { $0 != UInt8(ascii: "_") }
        guard let start = body.first, isDigit(start), !digits.isEmpty else { return nil }
        guard digits.allSatisfy({ isDigit($0, radix: radix) }) else { return nil }
        if let value = Int64((negative ? "-" : "") + digits.asText, radix: radix) { return .integer(value) }
        return radix == 10 ? .bigNumber((negative ? "-" : "") + stripZeros(digits)) : Optional.none
    }

    private static func stripZeros(_ digits: [UInt8]) -> String {
        Array(digits.drop { $0 == UInt8(ascii: "0") }).asText
    }

    private static func isDigit(_ byte: UInt8, radix: Int) -> Bool {
        Character(UnicodeScalar(byte)).hexDigitValue.map { $0 < radix } ?? false
    }

    /// `digits [. digits] [e [sign] digits]` with at least one digit; behind a leading dot the exponent needs its
    /// sign, which is how ruamel.yaml has it.
    private static func real(_ body: [UInt8], negative: Bool) -> JSONValue? {
        var index = 0
        var text = negative ? "-" : ""
        func digits() -> String {
            let start = index
            while index < body.count, isDigit(body[index]) || body[index] == UInt8(ascii: "_") { index += 1 }
            return body[start..<index].filter { $0 != UInt8(ascii: "_") }.asText
        }
        if let first = body.first, first == UInt8(ascii: "_") { return nil }
        let whole = digits()
        var fraction = ""
        let hasPoint = index < body.count && body[index] == UInt8(ascii: ".")
        if hasPoint {
            index += 1
            fraction = digits()
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        text += (whole.isEmpty ? "0" : whole) + "." + (fraction.isEmpty ? "0" : fraction)
        if index < body.count {
            guard let exponent = exponent(body[index...], signNeeded: whole.isEmpty) else { return nil }
            text += exponent
        } else if !hasPoint {
            return nil
        }
        return Double(text).map(JSONValue.double)
    }

    private static func exponent(_ bytes: ArraySlice<UInt8>, signNeeded: Bool) -> String? {
        guard let mark = bytes.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return nil }
        var rest = bytes.dropFirst()
        var text = "e"
        if let sign = rest.first, isSign(sign) {
            text += sign == UInt8(ascii: "-") ? "-" : ""
            rest = rest.dropFirst()
        } else if signNeeded {
            return nil
        }
        guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return nil }
        return text + Array(rest).asText
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}

extension Sequence<UInt8> {
    var asArray: [UInt8] { Array(self) }
}
