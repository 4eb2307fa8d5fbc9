internal import MLOpsCore

extension TOMLParser {
    mutating func value(depth: Int) throws(DocumentError) -> JSONValue {
        if depth > Document.Limits.depth { throw error("nests too deeply") }
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string(bytes[index], mayBeMultiline: true))
        case UInt8(ascii: "["): return .array(try items(depth: depth + 1))
        case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
        default: return try word()
        }
    }

    private mutating func items(depth: Int) throws(DocumentError) -> [JSONValue] {
        index += 1
        var items: [JSONValue] = []
        while true {
            try skipBlank()
            if take(UInt8(ascii: "]")) { return items }
            items.append(try value(depth: depth))
            try skipBlank()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
            return items
        }
    }

    /// An inline table stands on one line and is complete.
    private mutating func members(depth: Int) throws(DocumentError) -> JSONObject {
        index += 1
        let table = TOMLTable(.header)
        skipSpaces()
        if take(UInt8(ascii: "}")) { return JSONObject() }
        while true {
            try keyValue(in: table, depth: depth)
            skipSpaces()
            if take(UInt8(ascii: "}")) { return table.object }
            guard take(UInt8(ascii: ",")) else { throw error("expected ',' or '}'") }
        }
    }

    /// A number, date, time or boolean.
    private mutating func word() throws(DocumentError) -> JSONValue {
        let start = index
        while let byte = peek, !Self.endsWord(byte) { index += 1 }
        var text = Array(bytes[start..<index]).asText
        if Self.isDate(text), peek == 0x20, index + 1 < bytes.count, Self.isDigit(bytes[index + 1]) {
            index += 1
            while let byte = peek, !Self.endsWord(byte) { index += 1 }
            text = Array(bytes[start..<index]).asText
        }
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .double(.infinity)
        case "-inf": return .double(-.infinity)
        case "nan", "+nan", "-nan": return .double(.nan)
        default:
            if let value = Self.integer(text) ?? Self.real(text) ?? Self.moment(text) { return value }
            index = start
            throw error(text.isEmpty ? "expected a value" : "'\(text)' is no value")
        }
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"): true
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func integer(_ text: String) -> JSONValue? {
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
            return digits(text.dropFirst(2), radix: radix).flatMap { Int64($0, radix: radix) }.map(JSONValue.integer)
        }
        let isSigned = text.hasPrefix("+") || text.hasPrefix("-")
        guard let body = digits(text.dropFirst(isSigned ? 1 : 0), radix: 10), body == "0" || !body.hasPrefix("0") else {
            return nil
        }
        return Int64((text.hasPrefix("-") ? "-" : "") + body).map(JSONValue.integer)
    }

    /// The digits without the underscores that stand between them; nil when there is anything else.
    private static func digits(_ text: Substring, radix: Int) -> String? {
        guard !text.isEmpty, text.first != "_", text.last != "_", !text.contains("__") else { return nil }
        let plain = text.filter { $0 != "_" }
        let isClean = plain.utf8.allSatisfy { byte in
            Character(UnicodeScalar(byte)).hexDigitValue.map { $0 < radix } ?? false
        }
        return isClean ? plain : nil
    }

    private static func real(_ text: String) -> JSONValue? {
        let isSigned = text.hasPrefix("+") || text.hasPrefix("-")
        let parts = text.dropFirst(isSigned ? 1 : 0).split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard parts.count <= 2 else { return nil }
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard mantissa.count <= 2, mantissa.count + parts.count > 2,
            let whole = digits(mantissa[0], radix: 10), whole == "0" || !whole.hasPrefix("0")
        else { return nil }
        var plain = (text.hasPrefix("-") ? "-" : "") + whole
        if mantissa.count == 2 {
            guard let fraction = digits(mantissa[1], radix: 10) else { return nil }
            plain += "." + fraction
        }
        if parts.count == 2 {
            let sign = parts[1].first == "-" ? "-" : ""
            let rest = parts[1].first == "-" || parts[1].first == "+" ? parts[1].dropFirst() : parts[1]
            guard let exponent = digits(rest, radix: 10) else { return nil }
            plain += "e" + sign + exponent
        }
        return Double(plain).map(JSONValue.double)
    }

    /// A date, a time, or both, as its text, `T` between them.
    private static func moment(_ text: String) -> JSONValue? {
        if isDate(text) || isTime(text[...]) { return .string(text) }
        guard text.utf8.count > 11, isDate(String(text.prefix(10))) else { return nil }
        let separator = text[text.index(text.startIndex, offsetBy: 10)]
        guard separator == "T" || separator == "t" || separator == " " else { return nil }
        let rest = text.dropFirst(11)
        guard isTime(withoutOffset(rest)) else { return nil }
        return .string(text.prefix(10) + "T" + rest)
    }

    /// The time without `Z` or `+HH:MM`; an empty text when the offset is none.
    private static func withoutOffset(_ time: Substring) -> Substring {
        if time.last == "Z" || time.last == "z" { return time.dropLast() }
        let tail = time.suffix(6)
        guard time.count > 6, tail.first == "+" || tail.first == "-" else { return time }
        return numbers(tail.dropFirst(), ":", [23, 59]) ? time.dropLast(6) : ""
    }

    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts[0].utf8.count == 4, parts[0].utf8.allSatisfy(isDigit),
            numbers(text.dropFirst(5), "-", [12, 31]), let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), month > 0, day > 0
        else { return false }
        let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1]
    }

    private static func isTime(_ text: Substring) -> Bool {
        guard numbers(text.prefix(8), ":", [23, 59, 60]) else { return false }
        let fraction = text.dropFirst(8)
        return fraction.isEmpty
            || (fraction.first == "." && fraction.count > 1 && fraction.dropFirst().utf8.allSatisfy(isDigit))
    }

    /// Whether `text` is numbers of two digits, none above its limit, with `separator` between them.
    private static func numbers(_ text: Substring, _ separator: Character, _ limits: [Int]) -> Bool {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == limits.count else { return false }
        return zip(parts, limits).allSatisfy { part, limit in
            part.utf8.count == 2 && part.utf8.allSatisfy(isDigit) && (Int(part) ?? 100) <= limit
        }
    }
}
