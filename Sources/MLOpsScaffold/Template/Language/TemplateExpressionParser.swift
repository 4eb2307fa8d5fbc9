/// Jinja's expression grammar, the part we speak, by recursive descent. Weakest first:
/// `a if c else b`, `or`, `and`, `not`, `== != in`, then `.name`, `| filter(…)`, `is defined`.
struct TemplateExpressionParser {
    private let tokens: [LocatedToken]
    private let file: String
    private let firstLine: Int
    private var index = 0
    private var depth = 0

    private static let deepest = 64
    /// Bounds how deep chains such as `a or b or …` make the tree.
    private static let longest = 1000

    /// The expression that `tokens` spell. As in Jinja, the condition of a statement is no `a if c else b` unless in
    /// parentheses.
    static func parse(
        _ tokens: [LocatedToken], file: String, line: Int, isCondition: Bool = false
    ) throws(TemplateError) -> TemplateExpression {
        if tokens.count > longest {
            throw TemplateError(file, line: line, "more than \(longest) words in one expression")
        }
        var parser = TemplateExpressionParser(tokens: tokens, file: file, firstLine: line)
        let expression = try isCondition ? parser.disjunction() : parser.conditional()
        if let extra = parser.current { throw parser.error("unexpected \(extra.shown)") }
        return expression
    }

    private init(tokens: [LocatedToken], file: String, firstLine: Int) {
        self.tokens = tokens
        self.file = file
        self.firstLine = firstLine
    }

    private var current: TemplateToken? { index < tokens.count ? tokens[index].token : nil }
    private var line: Int { index < tokens.count ? tokens[index].line : tokens.last?.line ?? firstLine }

    private func error(_ reason: String) -> TemplateError { TemplateError(file, line: line, reason) }

    /// Steps over `token` if it is next.
    private mutating func take(_ token: TemplateToken) -> Bool {
        guard current == token else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(TemplateError) {
        if !take(.symbol(symbol)) {
            throw error("expected '\(symbol)'\(current.map { ", not \($0.shown)" } ?? " before the end")")
        }
    }

    private mutating func conditional() throws(TemplateError) -> TemplateExpression {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.deepest { throw error("the expression is nested too deep") }
        let value = try disjunction()
        guard take(.name("if")) else { return value }
        let condition = try disjunction()
        guard take(.name("else")) else { throw error("expected 'else'") }
        return .choice(value, if: condition, else: try conditional())
    }

    private mutating func disjunction() throws(TemplateError) -> TemplateExpression {
        var left = try conjunction()
        while take(.name("or")) { left = .or(left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(TemplateError) -> TemplateExpression {
        var left = try negation()
        while take(.name("and")) { left = .and(left, try negation()) }
        return left
    }

    private mutating func negation() throws(TemplateError) -> TemplateExpression {
        var count = 0
        while take(.name("not")) { count += 1 }
        let value = try comparison()
        // Twice is not the value again: it is its truth.
        return count == 0 ? value : count.isMultiple(of: 2) ? .not(.not(value)) : .not(value)
    }

    private mutating func comparison() throws(TemplateError) -> TemplateExpression {
        let left = try postfix()
        guard let result = try compared(left) else { return left }
        if [.symbol("=="), .symbol("!="), .name("in")].contains(current) {
            throw error("comparisons cannot be chained: use 'and'")
        }
        return result
    }

    private mutating func compared(_ left: TemplateExpression) throws(TemplateError) -> TemplateExpression? {
        let start = line
        if take(.symbol("==")) { return .equal(left, try postfix()) }
        if take(.symbol("!=")) { return .not(.equal(left, try postfix())) }
        if take(.name("in")) { return .contains(item: left, container: try postfix(), line: start) }
        guard current == .name("not"), index + 1 < tokens.count, tokens[index + 1].token == .name("in") else {
            return nil
        }
        index += 2
        return .not(.contains(item: left, container: try postfix(), line: start))
    }

    private mutating func postfix() throws(TemplateError) -> TemplateExpression {
        var value = try primary()
        while true {
            let start = line
            if take(.symbol(".")) {
                value = .member(value, try name("a name after '.'"), line: start)
            } else if take(.symbol("|")) {
                value = .filter(value, try filterCall(line: start))
            } else if take(.name("is")) {
                let isNegated = take(.name("not"))
                guard take(.name("defined")) else { throw error("the only test is 'is defined'") }
                value = isNegated ? .not(.isDefined(value)) : .isDefined(value)
            } else {
                return value
            }
        }
    }

    private mutating func filterCall(line: Int) throws(TemplateError) -> TemplateFilterCall {
        let name = try name("the name of a filter")
        var arguments: [TemplateExpression] = []
        var named: [String: TemplateExpression] = [:]
        if take(.symbol("(")) {
            while !take(.symbol(")")) {
                if case .name(let key)? = current, index + 1 < tokens.count, tokens[index + 1].token == .symbol("=") {
                    index += 2
                    named[key] = try conditional()
                } else {
                    arguments.append(try conditional())
                }
                if current != .symbol(")") { try expect(",") }
            }
        }
        return TemplateFilterCall(name: name, arguments: arguments, named: named, line: line)
    }

    private mutating func name(_ what: String) throws(TemplateError) -> String {
        guard case .name(let name)? = current else { throw error("expected \(what)") }
        index += 1
        return name
    }

    private mutating func primary() throws(TemplateError) -> TemplateExpression {
        let start = line
        guard let token = current else { throw error("an expression is missing") }
        index += 1
        switch token {
        case .string(let text): return .literal(.string(text))
        case .integer(let value): return .literal(.integer(value))
        case .name(let name): return try named(name, line: start)
        case .symbol("("):
            let value = try conditional()
            try expect(")")
            return value
        case .symbol("["): return try list()
        case .symbol(let symbol): throw TemplateError(file, line: start, "unexpected '\(symbol)'")
        }
    }

    private func named(_ name: String, line: Int) throws(TemplateError) -> TemplateExpression {
        switch name {
        case "true", "True": return .literal(.bool(true))
        case "false", "False": return .literal(.bool(false))
        case "none", "None": return .literal(.none)
        case "and", "or", "not", "in", "is", "if", "else", "elif":
            throw TemplateError(file, line: line, "unexpected '\(name)'")
        default: return .variable(name, line: line)
        }
    }

    private mutating func list() throws(TemplateError) -> TemplateExpression {
        var items: [TemplateExpression] = []
        while !take(.symbol("]")) {
            items.append(try conditional())
            if current != .symbol("]") { try expect(",") }
        }
        return .list(items)
    }
}
