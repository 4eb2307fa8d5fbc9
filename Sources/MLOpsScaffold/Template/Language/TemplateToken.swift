/// A word between `{{` and `}}` or `{%` and `%}`.
enum TemplateToken: Sendable, Equatable {
    case name(String)
    case string(String)
    case integer(Int64)
    /// One of `== != ( ) [ ] , . | =`.
    case symbol(String)

    /// As a message shows it.
    var shown: String {
        switch self {
        case .name(let text), .symbol(let text): "'\(text)'"
        case .string(let text): "'\(text)'"
        case .integer(let value): "'\(value)'"
        }
    }
}

/// A template cut at its delimiters.
enum TemplateSegment: Sendable, Equatable {
    case text([UInt8])
    /// `{{ … }}`
    case output([LocatedToken], line: Int)
    /// `{% … %}`
    case statement([LocatedToken], line: Int)
}

struct LocatedToken: Sendable, Equatable {
    let token: TemplateToken
    let line: Int
}
