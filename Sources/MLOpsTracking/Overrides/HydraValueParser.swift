internal import MLOpsCore
internal import MLOpsDocuments

/// The value side of an override: quoted and plain text, numbers, `null`, lists, mappings.
struct HydraValueParser {
    private static let sweeps: Set<String> = ["choice", "range", "interval", "glob", "shuffle", "sort", "tag"]
    private static let depthLimit = 64

    private let text: [Character]
    private let override: String
    private var position = 0

    init(_ text: String, override: String) {
        self.text = Array(text)
        self.override = override
    }

    mutating func parse() throws(Diagnostic) -> JSONValue {
        let value = try element(until: [","], depth: 0)
        skipBlanks()
        if position < text.count, text[position] == "," { throw several }
        guard position == text.count else { throw wrong }
        return value
    }

    private var several: Diagnostic {
        .usage(
            "'\(override)' stands for several runs, and this is one",
            hint: "give one value; a list is written [a,b]")
    }

    private var wrong: Diagnostic {
        .usage("the value of '\(override)' cannot be read", hint: "put text with signs into quotes: KEY='\"a, b\"'")
    }

    private mutating func skipBlanks() {
        while position < text.count, text[position] == " " || text[position] == "\t" { position += 1 }
    }

    private mutating func element(until ends: Set<Character>, depth: Int) throws(Diagnostic) -> JSONValue {
        guard depth < Self.depthLimit else { throw wrong }
        skipBlanks()
        guard position < text.count else { return .string("") }
        switch text[position] {
        case "'", "\"": return .string(try quoted())
        case "[": return try list(depth)
        case "{": return try mapping(depth)
        default: return try plain(until: ends)
        }
    }

    private mutating func list(_ depth: Int) throws(Diagnostic) -> JSONValue {
        position += 1
        var items: [JSONValue] = []
        skipBlanks()
        if take("]") { return .array([]) }
        while true {
            items.append(try element(until: [",", "]"], depth: depth + 1))
            skipBlanks()
            if take("]") { return .array(items) }
            guard take(",") else { throw wrong }
        }
    }

    private mutating func mapping(_ depth: Int) throws(Diagnostic) -> JSONValue {
        position += 1
        var members = JSONObject()
        skipBlanks()
        if take("}") { return .object([:]) }
        while true {
            let key = try element(until: [":"], depth: depth + 1)
            skipBlanks()
            guard take(":") else { throw wrong }
            members[key.stringValue ?? key.serialized().asText] = try element(until: [",", "}"], depth: depth + 1)
            skipBlanks()
            if take("}") { return .object(members) }
            guard take(",") else { throw wrong }
        }
    }

    private mutating func take(_ sign: Character) -> Bool {
        guard position < text.count, text[position] == sign else { return false }
        position += 1
        return true
    }

    /// `\` before the quote, and before those backslashes, is taken away.
    private mutating func quoted() throws(Diagnostic) -> String {
        let quote = text[position]
        position += 1
        var result = ""
        while position < text.count {
            let sign = text[position]
            position += 1
            if sign == quote { return result }
            if sign == "\\" {
                var slashes = 1
                while position < text.count, text[position] == "\\" {
                    slashes += 1
                    position += 1
                }
                let isBeforeQuote = position < text.count && text[position] == quote
                result += String(repeating: "\\", count: isBeforeQuote ? slashes / 2 : slashes)
                if isBeforeQuote, slashes % 2 == 1 {
                    result.append(quote)
                    position += 1
                }
                continue
            }
            result.append(sign)
        }
        throw wrong
    }

    private mutating func plain(until ends: Set<Character>) throws(Diagnostic) -> JSONValue {
        var word = ""
        while position < text.count {
            let sign = text[position]
            if sign == "\\", position + 1 < text.count, "\\()[]{}:=, \t".contains(text[position + 1]) {
                word.append(text[position + 1])
                position += 2
                continue
            }
            if sign == "(" {
                let name = word.filter { $0 != " " }
                if Self.sweeps.contains(name) { throw several }
            }
            if ends.contains(sign) || "[]{}()'\"=#".contains(sign) && !(sign == "{" && word.hasSuffix("$")) { break }
            if sign == "{" {
                // An interpolation, kept as it is.
                guard let close = text[position...].firstIndex(of: "}") else { throw wrong }
                word += String(text[position...close])
                position = close + 1
                continue
            }
            word.append(sign)
            position += 1
        }
        while word.hasSuffix(" ") || word.hasSuffix("\t") { word.removeLast() }
        if word.isEmpty { throw wrong }
        return Self.primitive(word)
    }

    /// A plain word as Hydra's lexer takes it: `null`, truth values in any case, integers and floats as Python writes
    /// them, else text.
    static func primitive(_ word: String) -> JSONValue {
        switch word.lowercased() {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .double(.infinity)
        case "-inf": return .double(-.infinity)
        case "nan", "+nan", "-nan": return .double(.nan)
        default: break
        }
        guard word.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-._eE".utf8.contains($0) }),
            !word.contains("__"), !word.hasPrefix("_"), !word.hasSuffix("_")
        else { return .string(word) }
        let digits = word.replacing("_", with: "")
        if let number = Int64(digits) { return isPaddedWithZeros(digits) ? .string(word) : .integer(number) }
        let isNumber = digits.contains { $0.isNumber } && digits.contains { $0 == "." || $0 == "e" || $0 == "E" }
        return isNumber ? Double(digits).map(JSONValue.double) ?? .string(word) : .string(word)
    }

    private static func isPaddedWithZeros(_ digits: String) -> Bool {
        let plain = digits.drop { $0 == "+" || $0 == "-" }
        return plain.count > 1 && plain.first == "0"
    }
}
