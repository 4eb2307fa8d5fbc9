/// Turns segments into nodes. Blocks may be nested 64 deep.
struct TemplateParser {
    private let segments: [TemplateSegment]
    private let file: String
    private var index = 0

    private static let deepest = 64

    /// The nodes of a template; errors name `file` and the line.
    static func nodes(of bytes: [UInt8], file: String) throws(TemplateError) -> [TemplateNode] {
        let segments = try TemplateLexer.segments(of: bytes, file: file)
        var parser = TemplateParser(segments: segments, file: file)
        let nodes = try parser.body(depth: 0)
        if let stray = parser.statement {
            throw TemplateError(file, line: stray.line, "'\(stray.keyword)' without 'if'")
        }
        return nodes
    }

    /// One expression that stands alone, such as the condition of a file.
    static func expression(_ text: String, file: String) throws(TemplateError) -> TemplateExpression {
        let segments = try TemplateLexer.segments(of: Array("{{\(text)}}".utf8), file: file)
        guard segments.count == 1, case .output(let tokens, _) = segments[0] else {
            throw TemplateError(file, "'\(text)' is not one expression")
        }
        return try TemplateExpressionParser.parse(tokens, file: file, line: 0)
    }

    private init(segments: [TemplateSegment], file: String) {
        self.segments = segments
        self.file = file
    }

    /// The statement at the current place: its first word, the others, its line.
    private var statement: (keyword: String, tokens: [LocatedToken], line: Int)? {
        guard index < segments.count, case .statement(let tokens, let line) = segments[index] else { return nil }
        guard case .name(let keyword)? = tokens.first?.token else { return ("", [], line) }
        return (keyword, Array(tokens.dropFirst()), line)
    }

    /// Nodes up to a statement that ends or continues a block, or to the end.
    private mutating func body(depth: Int) throws(TemplateError) -> [TemplateNode] {
        var nodes: [TemplateNode] = []
        while index < segments.count {
            switch segments[index] {
            case .text(let bytes): nodes.append(.text(bytes))
            case .output(let tokens, let line):
                nodes.append(.output(try TemplateExpressionParser.parse(tokens, file: file, line: line)))
            case .statement:
                guard let statement, try opensBlock(statement.keyword, line: statement.line) else { return nodes }
                if depth == Self.deepest {
                    throw TemplateError(file, line: statement.line, "blocks are nested too deep")
                }
                nodes.append(try conditional(depth: depth))
            }
            index += 1
        }
        return nodes
    }

    private func opensBlock(_ keyword: String, line: Int) throws(TemplateError) -> Bool {
        switch keyword {
        case "if": return true
        case "elif", "else", "endif": return false
        case "endraw": throw TemplateError(file, line: line, "'endraw' without 'raw'")
        default: throw TemplateError(file, line: line, "unknown statement '\(keyword)'")
        }
    }

    /// From `if` to `endif`, which is left as the current segment.
    private mutating func conditional(depth: Int) throws(TemplateError) -> TemplateNode {
        let opened = statement!.line
        var branches: [TemplateBranch] = []
        var otherwise: [TemplateNode]?
        while let (keyword, tokens, line) = statement {
            if keyword == "endif" || keyword == "else", let extra = tokens.first {
                throw TemplateError(file, line: line, "unexpected \(extra.token.shown) after '\(keyword)'")
            }
            if keyword == "endif" { return .conditional(branches, otherwise: otherwise ?? []) }
            if otherwise != nil { throw TemplateError(file, line: line, "'\(keyword)' after 'else'") }
            index += 1
            if keyword == "else" {
                otherwise = try body(depth: depth + 1)
            } else {
                let condition = try TemplateExpressionParser.parse(tokens, file: file, line: line, isCondition: true)
                branches.append(TemplateBranch(condition: condition, body: try body(depth: depth + 1)))
            }
        }
        throw TemplateError(file, line: opened, "'if' is not closed")
    }
}
