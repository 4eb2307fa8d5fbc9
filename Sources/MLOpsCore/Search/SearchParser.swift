/// filter = clause { AND clause }; clause = key operator value | key [NOT] IN (list) | key IS [NOT] NULL.
struct SearchParser {
    private let tokens: [(token: SearchToken, spaced: Bool)]
    private let subject: SearchSubject
    private var position = 0

    init(_ text: String, _ subject: SearchSubject) throws(SearchError) {
        var scanner = try SearchScanner(text)
        tokens = try scanner.tokens()
        self.subject = subject
    }

    mutating func clauses() throws(SearchError) -> [SearchFilter.Clause] {
        var clauses: [SearchFilter.Clause] = []
        repeat { clauses.append(try clause()) } while takeKeyword("AND")
        guard let rest = current else { return clauses }
        if let word = rest.keyword, ["OR", "NOT"].contains(word) {
            throw SearchError("\(word) is not known in filters: clauses are joined by AND")
        }
        throw SearchError("expected AND before '\(rest.text)' in the filter")
    }

    private var current: SearchToken? { position < tokens.count ? tokens[position].token : nil }

    private mutating func takeKeyword(_ word: String) -> Bool {
        if current?.keyword != word { return false }
        position += 1
        return true
    }

    private mutating func take(_ what: String) throws(SearchError) -> SearchToken {
        guard let token = current else { throw SearchError("expected \(what) at the end of the filter") }
        position += 1
        return token
    }

    private mutating func clause() throws(SearchError) -> SearchFilter.Clause {
        let key = try key()
        let kind = subject.kind(of: key)
        if takeKeyword("IS") {
            let isNegated = takeKeyword("NOT")
            if !takeKeyword("NULL") { throw SearchError("expected NULL after IS in the filter") }
            guard case .nullableText = kind else { throw SearchError("IS NULL is for tags and params of runs") }
            return SearchFilter.Clause(key: key, test: isNegated ? .isNotNull : .isNull)
        }
        let isNegated = takeKeyword("NOT")
        if takeKeyword("IN") {
            guard case .text(lists: true) = kind else { throw SearchError("IN is not for this key in the filter") }
            let list = try list()
            return SearchFilter.Clause(key: key, test: isNegated ? .isNotIn(list) : .isIn(list))
        }
        if isNegated { throw SearchError("expected IN after NOT in the filter") }
        return SearchFilter.Clause(key: key, test: try comparison(kind))
    }

    /// `entity.name` or a name. Bare names go on over dots.
    private mutating func key(forOrder: Bool = false) throws(SearchError) -> SearchKey {
        guard case .word(let first, let quote) = try take("a key") else {
            throw SearchError("expected a key, not '\(tokens[position - 1].token.text)', in the filter")
        }
        guard takeDot() else { return try subject.key(entity: nil, name: first, forOrder: forOrder) }
        if quote == "\"" { throw SearchError("expected a key, not '\"\(first)\"', in the filter") }
        guard case .word(var name, let nameQuote) = try take("a name") else {
            throw SearchError("expected a name after '\(first).' in the filter")
        }
        while nameQuote == nil, takeDot() {
            guard case .word(let part, nil) = try take("a name") else {
                throw SearchError("expected a name after '\(first).\(name).' in the filter")
            }
            name += "." + part
        }
        return try subject.key(entity: first, name: name, forOrder: forOrder)
    }

    private mutating func takeDot() -> Bool {
        guard current == .symbol("."), !tokens[position].spaced else { return false }
        position += 1
        return true
    }

    private mutating func comparison(_ kind: SearchSubject.Kind) throws(SearchError) -> SearchTest {
        let sign = try take("an operator")
        let value = try take("a value")
        if case .number = kind {
            guard case .symbol(let text) = sign, let relation = SearchTest.Relation(rawValue: text) else {
                throw SearchError("'\(sign.text)' does not compare numbers")
            }
            guard case .number(let number) = value else {
                throw SearchError("expected a number, not \(value.text), in the filter")
            }
            return .number(relation, number)
        }
        let text = try string(value)
        switch sign.keyword ?? sign.text {
        case "=": return .equals(text)
        case "!=": return .differs(text)
        case "LIKE": return .like(text, ignoresCase: false)
        case "ILIKE": return .like(text, ignoresCase: true)
        default: throw SearchError("'\(sign.text)' does not compare text: use =, !=, LIKE or ILIKE")
        }
    }

    private func string(_ token: SearchToken) throws(SearchError) -> String {
        switch token {
        case .string(let text), .word(let text, "\""): return text
        default: throw SearchError("expected a string in quotes, not \(token.text), in the filter")
        }
    }

    private mutating func list() throws(SearchError) -> [String] {
        if try take("(") != .symbol("(") { throw SearchError("expected '(' after IN in the filter") }
        var values: [String] = []
        while true {
            values.append(try string(try take("a string")))
            let next = try take("')'")
            if next == .symbol(")") { return values }
            if next != .symbol(",") { throw SearchError("expected ',' or ')', not '\(next.text)', in the filter") }
            if current == .symbol(")"), values.count > 0 {
                position += 1
                return values
            }
        }
    }
}

extension SearchParser {
    /// A key and nothing after it, as an order has it.
    mutating func orderKey() throws(SearchError) -> SearchKey {
        let key = try key(forOrder: true)
        if let rest = current { throw SearchError("unexpected '\(rest.text)' in the order") }
        return key
    }
}
