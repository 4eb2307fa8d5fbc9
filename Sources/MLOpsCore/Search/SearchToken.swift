/// A word of a filter.
enum SearchToken: Equatable {
    /// A part of a key or a keyword; `quoted`: it stood in backticks or double quotes.
    case word(String, quoted: Character?)
    /// In single quotes.
    case string(String)
    case number(Double)
    /// `=`, `!=`, `>`, `>=`, `<`, `<=`, `.`, `(`, `)` or `,`.
    case symbol(String)

    /// The keyword in capitals; nil when it is no bare word.
    var keyword: String? {
        if case .word(let text, nil) = self { return text.uppercased() }
        return nil
    }

    var text: String {
        switch self {
        case .word(let text, nil), .symbol(let text): text
        case .word(let text, let quote?): "\(quote)\(text)\(quote)"
        case .string(let text): "'\(text)'"
        case .number(let value): "\(value)"
        }
    }
}
