/// Takes a filter apart into tokens. Bare words are letters, digits and `_`; quotes have no escapes.
struct SearchScanner {
    private let text: [Character]
    private var position = 0

    private static let limit = 100_000

    init(_ text: String) throws(SearchError) {
        if text.utf8.count > Self.limit { throw SearchError("the filter is longer than \(Self.limit) bytes") }
        self.text = Array(text)
    }

    /// All tokens, each with whether blanks stand in front of it.
    mutating func tokens() throws(SearchError) -> [(token: SearchToken, spaced: Bool)] {
        var tokens: [(token: SearchToken, spaced: Bool)] = []
        while true {
            let start = position
            while position < text.count, text[position].isWhitespace { position += 1 }
            guard position < text.count else { return tokens }
            let isSpaced = position > start
            tokens.append((try next(after: tokens.last?.token), isSpaced))
        }
    }

    private mutating func next(after last: SearchToken?) throws(SearchError) -> SearchToken {
        let first = text[position]
        switch first {
        case "'": return .string(try quoted())
        case "`", "\"": return .word(try quoted(), quoted: first)
        case "=" where peek(1) == "=": throw SearchError("'==' is no operator", hint: "write '='")
        case "=", "(", ")", ",": return symbol(1)
        case "!" where peek(1) == "=": return symbol(2)
        case "<", ">":
            if peek(1) == "=" { return symbol(2) }
            if first == "<", peek(1) == ">" { throw SearchError("'<>' is no operator", hint: "write '!='") }
            return symbol(1)
        default: break
        }
        let isKey = last == .symbol(".")
        if !isKey, let number = number() { return number }
        if first == "." { return symbol(1) }
        if Self.isBare(first) { return .word(take(while: Self.isBare), quoted: nil) }
        throw SearchError(
            "unexpected '\(first)' in the filter", hint: "keys with other characters stand in `backticks`")
    }

    private func peek(_ distance: Int) -> Character? {
        position + distance < text.count ? text[position + distance] : nil
    }

    private mutating func symbol(_ count: Int) -> SearchToken {
        defer { position += count }
        return .symbol(String(text[position..<position + count]))
    }

    private mutating func quoted() throws(SearchError) -> String {
        let quote = text[position]
        guard let end = text[(position + 1)...].firstIndex(of: quote) else {
            throw SearchError("\(quote) without its end in the filter")
        }
        defer { position = end + 1 }
        return String(text[(position + 1)..<end])
    }

    private mutating func take(while isPart: (Character) -> Bool) -> String {
        let start = position
        while position < text.count, isPart(text[position]) { position += 1 }
        return String(text[start..<position])
    }

    /// `1`, `-1.5`, `1e9` or `.5`; nil, and nothing taken, when no number stands here.
    private mutating func number() -> SearchToken? {
        let start = position
        if text[position] == "-" { position += 1 }
        let digits = take { $0.isASCII && $0.isNumber }
        var fraction = ""
        if peek(0) == "." {
            position += 1
            fraction = take { $0.isASCII && $0.isNumber }
        }
        let isNumber = !digits.isEmpty || !fraction.isEmpty
        if isNumber, peek(0) == "e" || peek(0) == "E" {
            let mark = position
            position += 1
            if peek(0) == "-" || peek(0) == "+" { position += 1 }
            if take(while: { $0.isASCII && $0.isNumber }).isEmpty { position = mark }
        }
        let isWhole = position == text.count || !Self.isBare(text[position])
        if isNumber, isWhole, let value = Double(String(text[start..<position])) { return .number(value) }
        position = start
        return nil
    }

    private static func isBare(_ character: Character) -> Bool {
        character == "_" || character.isLetter || character.isNumber
    }
}
