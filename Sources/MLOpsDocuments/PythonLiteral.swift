internal import MLOpsCore

/// A literal of Python: numbers, text, booleans, None, lists, tuples, sets and dictionaries of these.
struct PythonLiteral {
    private let bytes: [UInt8]
    private var index = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The value of `bytes`, or nil when they are anything but one literal. (Beside a value, `nil` would be a null.)
    static func parse(_ bytes: [UInt8]) -> JSONValue? {
        var parser = PythonLiteral(bytes)
        guard let value = parser.value(depth: 0) else { return nil }
        parser.skipSpace()
        guard parser.peek == UInt8(ascii: ",") else { return parser.index == bytes.count ? value : Optional.none }
        var items = [value]
        while parser.take(UInt8(ascii: ",")) {
            parser.skipSpace()
            if parser.index == bytes.count { break }
            guard let item = parser.value(depth: 0) else { return nil }
            items.append(item)
            parser.skipSpace()
        }
        return parser.index == bytes.count ? .array(items) : Optional.none
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0d { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) -> JSONValue? {
        guard depth < Document.Limits.depth else { return nil }
        skipSpace()
        switch peek {
        case UInt8(ascii: "["): return items(closing: UInt8(ascii: "]"), depth: depth).map { .array($0.items) }
        case UInt8(ascii: "("):
            return items(closing: UInt8(ascii: ")"), depth: depth).map {
                $0.items.count == 1 && !$0.hasComma ? $0.items[0] : .array($0.items)
            }
        case UInt8(ascii: "{"): return braces(depth: depth)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return strings()
        default: return word()
        }
    }

    private mutating func items(closing: UInt8, depth: Int) -> (items: [JSONValue], hasComma: Bool)? {
        index += 1
        var items: [JSONValue] = []
        var hasComma = false
        while !take(closing) {
            guard let item = value(depth: depth + 1) else { return nil }
            items.append(item)
            if take(UInt8(ascii: ",")) { hasComma = true } else if !take(closing) { return nil } else { break }
        }
        return (items, hasComma)
    }

    private mutating func braces(depth: Int) -> JSONValue? {
        index += 1
        var members = JSONObject()
        var items: [JSONValue] = []
        let closing = UInt8(ascii: "}")
        while !take(closing) {
            guard let first = value(depth: depth + 1) else { return nil }
            if take(UInt8(ascii: ":")) {
                guard let value = value(depth: depth + 1) else { return nil }
                members[first.keyText] = value
            } else {
                items.append(first)
            }
            if !take(UInt8(ascii: ",")) {
                guard take(closing) else { return nil }
                break
            }
        }
        return items.isEmpty ? .object(members) : members.isEmpty ? .array(items) : Optional.none
    }

    /// Text, and text that stands beside it, joined.
    private mutating func strings() -> JSONValue? {
        var text: [UInt8] = []
        while let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
            guard let part = string(quote: quote) else { return nil }
            text += part
            skipSpace()
        }
        return .string(text.asText)
    }

    private mutating func string(quote: UInt8) -> [UInt8]? {
        let isTriple = index + 2 < bytes.count && bytes[index + 1] == quote && bytes[index + 2] == quote
        let closing = Array(repeating: quote, count: isTriple ? 3 : 1)
        index += closing.count
        var text: [UInt8] = []
        while index < bytes.count {
            if bytes[index...].starts(with: closing) {
                index += closing.count
                return text
            }
            if bytes[index] == UInt8(ascii: "\\") {
                guard let escaped = escape() else { return nil }
                text += escaped
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        return nil
    }

    private mutating func escape() -> [UInt8]? {
        guard index + 1 < bytes.count else { return nil }
        let byte = bytes[index + 1]
        index += 2
        switch byte {
        case 0x0a: return []
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): return [byte]
        case UInt8(ascii: "x"): return scalar(digits: 2)
        case UInt8(ascii: "u"): return scalar(digits: 4)
        case UInt8(ascii: "U"): return scalar(digits: 8)
        default: return [UInt8(ascii: "\\"), byte]
        }
    }

    private mutating func scalar(digits: Int) -> [UInt8]? {
        guard index + digits <= bytes.count else { return nil }
        let text = Array(bytes[index..<index + digits]).asText
        index += digits
        guard let value = UInt32(text, radix: 16), let scalar = UnicodeScalar(value) else { return nil }
        return Array(String(Character(scalar)).utf8)
    }

    /// A number or one of the names True, False and None.
    private mutating func word() -> JSONValue? {
        let start = index
        while let byte = peek, !Self.endsWord(byte) {
            let isExponent = start < index && (bytes[index - 1] | 0x20) == UInt8(ascii: "e")
            if index > start, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+"), !isExponent { return nil }
            index += 1
        }
        let text = Array(bytes[start..<index]).asText
        switch text {
        case "True": return .bool(true)
        case "False": return .bool(false)
        case "None": return .null
        default: return Self.number(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        guard let last = text.utf8.last, last != UInt8(ascii: "_") else { return nil }
        let plain = text.utf8.filter { $0 != UInt8(ascii: "_") }.asArray.asText.lowercased()
        let pointed = plain.replacingPointExponent
        switch YAMLScalar.resolve(pointed) {
        case .integer(let value): return .integer(value)
        case .bigNumber(let digits): return .bigNumber(digits)
        case .double(let value) where value.isFinite && !pointed.hasPrefix(".n"): return .double(value)
        default: return nil
        }
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0d, UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "]"),
            UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"):
            true
        default: false
        }
    }
}

extension String {
    /// `.5e3` as `0.5e3`: Python needs no sign behind the `e` there, ruamel.yaml does.
    fileprivate var replacingPointExponent: String {
        hasPrefix(".") ? "0" + self : hasPrefix("-.") ? "-0" + dropFirst() : self
    }
}

extension JSONValue {
    /// The value as the name of a member.
    fileprivate var keyText: String {
        if case .string(let text) = self { text } else { serialized().asText }
    }
}
