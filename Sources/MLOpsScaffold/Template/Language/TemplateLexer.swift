internal import MLOpsCore

/// Cuts a template into text, outputs and statements, by Jinja's rules: `{{ }}`, `{% %}`, `{# #}`, a `-` beside a
/// delimiter eats the white space on its outer side, and `raw` blocks are text.
struct TemplateLexer {
    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    private var line = 1
    private var segments: [TemplateSegment] = []
    /// The last delimiter ended in `-`: the white space that follows is not text.
    private var stripsNext = false

    private init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    /// The segments of `bytes`; errors name `file` and the line.
    static func segments(of bytes: [UInt8], file: String) throws(TemplateError) -> [TemplateSegment] {
        var lexer = TemplateLexer(bytes, file: file)
        try lexer.run()
        return lexer.segments
    }

    private mutating func run() throws(TemplateError) {
        while position < bytes.count {
            let start = position
            guard let kind = seekDelimiter() else {
                return appendText(start..<bytes.count)
            }
            let stripsBefore = position + 2 < bytes.count && bytes[position + 2] == UInt8(ascii: "-")
            appendText(start..<position, stripsEnd: stripsBefore)
            let opened = line
            position += stripsBefore ? 3 : 2
            switch kind {
            case UInt8(ascii: "#"): try skipComment(from: opened)
            case UInt8(ascii: "{"):
                segments.append(.output(try tokens(until: UInt8(ascii: "}"), from: opened), line: opened))
            default:
                let words = try tokens(until: UInt8(ascii: "%"), from: opened)
                if words.map(\.token) == [.name("raw")] {
                    try readRaw(from: opened)
                } else {
                    segments.append(.statement(words, line: opened))
                }
            }
        }
    }

    /// Moves to the next opening delimiter; its second byte, or nil at the end.
    private mutating func seekDelimiter() -> UInt8? {
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "{"), position + 1 < bytes.count {
                let next = bytes[position + 1]
                if next == UInt8(ascii: "{") || next == UInt8(ascii: "%") || next == UInt8(ascii: "#") { return next }
            }
            advance()
        }
        return nil
    }

    private mutating func advance() {
        if bytes[position] == 0x0a { line += 1 }
        position += 1
    }

    private mutating func appendText(_ range: Range<Int>, stripsEnd: Bool = false) {
        var range = range
        if stripsNext {
            while let first = range.first, Self.isSpace(bytes[first]) { range.removeFirst() }
        }
        if stripsEnd {
            while let last = range.last, Self.isSpace(bytes[last]) { range.removeLast() }
        }
        stripsNext = false
        if !range.isEmpty { segments.append(.text(Array(bytes[range]))) }
    }

    private mutating func skipComment(from opened: Int) throws(TemplateError) {
        let start = position
        while position + 1 < bytes.count {
            if bytes[position] == UInt8(ascii: "#"), bytes[position + 1] == UInt8(ascii: "}") {
                stripsNext = position > start && bytes[position - 1] == UInt8(ascii: "-")
                position += 2
                return
            }
            advance()
        }
        throw TemplateError(file, line: opened, "the comment is not closed")
    }

    /// The words up to the closing delimiter, which is `closer` and `}`.
    private mutating func tokens(until closer: UInt8, from opened: Int) throws(TemplateError) -> [LocatedToken] {
        var words: [LocatedToken] = []
        while position < bytes.count {
            if Self.isSpace(bytes[position]) {
                advance()
            } else if closes(with: closer) {
                return words
            } else {
                let start = line
                words.append(LocatedToken(token: try nextToken(), line: start))
            }
        }
        throw TemplateError(file, line: opened, "'\(closer == UInt8(ascii: "%") ? "{%" : "{{")' is not closed")
    }

    private mutating func closes(with closer: UInt8) -> Bool {
        let strips = bytes[position] == UInt8(ascii: "-")
        let start = position + (strips ? 1 : 0)
        guard start + 1 < bytes.count, bytes[start] == closer, bytes[start + 1] == UInt8(ascii: "}") else {
            return false
        }
        position = start + 2
        stripsNext = strips
        return true
    }

    private mutating func nextToken() throws(TemplateError) -> TemplateToken {
        let byte = bytes[position]
        switch byte {
        case _ where Self.isNameStart(byte): return .name(word(while: Self.isNamePart))
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            let digits = word(while: Self.isNamePart)
            guard let value = Int64(digits) else {
                throw TemplateError(file, line: line, "'\(digits)' is not a number")
            }
            return .integer(value)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string(quote: byte))
        case UInt8(ascii: "="), UInt8(ascii: "!"):
            let isDouble = position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "=")
            if byte == UInt8(ascii: "!"), !isDouble { break }
            position += isDouble ? 2 : 1
            return .symbol(isDouble ? [byte, UInt8(ascii: "=")].asText : "=")
        case _ where "()[],.|".utf8.contains(byte):
            position += 1
            return .symbol([byte].asText)
        default: break
        }
        throw TemplateError(
            file, line: line, "unexpected '\(String(decoding: bytes[position...].prefix(4), as: UTF8.self).prefix(1))'")
    }

    private mutating func word(while belongs: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count, belongs(bytes[position]) { position += 1 }
        return Array(bytes[start..<position]).asText
    }

    private mutating func string(quote: UInt8) throws(TemplateError) -> String {
        let opened = line
        var content: [UInt8] = []
        advance()
        while position < bytes.count, bytes[position] != quote {
            if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count {
                advance()
                content += try escape(bytes[position])
            } else {
                content.append(bytes[position])
            }
            advance()
        }
        guard position < bytes.count else { throw TemplateError(file, line: opened, "the text is not closed") }
        advance()
        return content.asText
    }

    /// What a backslash and `letter` stand for. Those of Python's that we do not know are refused, since they would
    /// mean something else there; before any other letter the backslash stays.
    private func escape(_ letter: UInt8) throws(TemplateError) -> [UInt8] {
        if let known = Self.escapes[letter] { return known }
        if letter == 0x0a { throw TemplateError(file, line: line, "a line of a text ends in '\\'") }
        if Self.foreignEscapes.contains(letter) {
            let shown = String(decoding: [letter], as: UTF8.self)
            throw TemplateError(
                file, line: line, "unknown escape '\\\(shown)': write the character itself, or '\\\\\(shown)'")
        }
        return [UInt8(ascii: "\\"), letter]
    }

    /// Everything up to `{% endraw %}` as it stands.
    private mutating func readRaw(from opened: Int) throws(TemplateError) {
        let start = position
        while position < bytes.count {
            guard bytes[position...].starts(with: "{%".utf8) else {
                advance()
                continue
            }
            let end = position
            let strips = end + 2 < bytes.count && bytes[end + 2] == UInt8(ascii: "-")
            var ahead = self
            ahead.position = end + (strips ? 3 : 2)
            ahead.skipSpace()
            if ahead.word(while: Self.isNamePart) == "endraw" {
                ahead.skipSpace()
                if ahead.position < bytes.count, ahead.closes(with: UInt8(ascii: "%")) {
                    appendText(start..<end, stripsEnd: strips)
                    let stripsAfter = ahead.stripsNext
                    position = ahead.position
                    line = ahead.line
                    stripsNext = stripsAfter
                    return
                }
            }
            advance()
        }
        throw TemplateError(file, line: opened, "'raw' is not closed")
    }

    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { advance() }
    }

    private static let escapes: [UInt8: [UInt8]] = [
        UInt8(ascii: "n"): [0x0a], UInt8(ascii: "t"): [0x09], UInt8(ascii: "r"): [0x0d],
        UInt8(ascii: "\\"): [0x5c], UInt8(ascii: "'"): [0x27], UInt8(ascii: "\""): [0x22],
    ]

    private static let foreignEscapes = Array("abfvxuUN01234567".utf8)

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0d).contains(byte)
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        isNameStart(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
