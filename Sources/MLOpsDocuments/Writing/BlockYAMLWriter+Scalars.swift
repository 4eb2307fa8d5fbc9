internal import MLOpsCore

extension BlockYAMLWriter {
    /// Words as they are. A line is broken between words where it would grow too long.
    mutating func writePlain(_ text: [UnicodeScalar], mayBreak: Bool) {
        if text.isEmpty { return }
        if !hasWhitespace { append(" ") }
        hasWhitespace = false
        isIndention = false
        var start = 0
        var isSpaces = false
        for end in 0...text.count {
            let scalar = end < text.count ? text[end] : nil
            if isSpaces, scalar != " " {
                if start + 1 == end, column >= Self.bestWidth, mayBreak {
                    breakLine()
                } else {
                    append(text[start..<end])
                }
                start = end
            } else if !isSpaces, scalar == nil || scalar == " " {
                // A word longer than a line gets a line of its own.
                if end - start + column > Self.bestWidth, let indent, column > indent { breakLine() }
                append(text[start..<end])
                start = end
            }
            if let scalar { isSpaces = scalar == " " }
        }
    }

    private mutating func breakLine() {
        writeIndent()
        hasWhitespace = false
        isIndention = false
    }

    mutating func writeSingleQuoted(_ text: [UnicodeScalar], mayBreak: Bool) {
        writeIndicator("'", needsWhitespace: true)
        var start = 0
        var isSpaces = false
        var isBreaks = false
        for end in 0...text.count {
            let scalar = end < text.count ? text[end] : nil
            if isSpaces {
                if scalar != " " {
                    if start + 1 == end, column > Self.bestWidth, mayBreak, start != 0, end != text.count {
                        writeIndent()
                    } else {
                        append(text[start..<end])
                    }
                    start = end
                }
            } else if isBreaks {
                if scalar.map({ !ScalarAnalysis.isBreak($0) }) ?? true {
                    if text[start] == "\n" { writeLineBreak() }
                    for other in text[start..<end] {
                        writeLineBreak()
                        if other != "\n" { self.text[self.text.count - 1] = other }
                    }
                    writeIndent()
                    start = end
                }
            } else if scalar.map({ $0 == " " || $0 == "'" || ScalarAnalysis.isBreak($0) }) ?? true, start < end {
                append(text[start..<end])
                start = end
            }
            if scalar == "'" {
                append("''")
                start = end + 1
            }
            if let scalar {
                isSpaces = scalar == " "
                isBreaks = ScalarAnalysis.isBreak(scalar)
            }
        }
        writeIndicator("'", needsWhitespace: false)
    }

    private static let escapes: [UnicodeScalar: String] = [
        "\0": "0", "\u{7}": "a", "\u{8}": "b", "\t": "t", "\n": "n", "\u{b}": "v", "\u{c}": "f", "\r": "r",
        "\u{1b}": "e", "\"": "\"", "\\": "\\", "\u{85}": "N", "\u{a0}": "_", "\u{2028}": "L", "\u{2029}": "P",
    ]

    mutating func writeDoubleQuoted(_ text: [UnicodeScalar], mayBreak: Bool) {
        writeIndicator("\"", needsWhitespace: true)
        var start = 0
        for end in 0...text.count {
            let scalar = end < text.count ? text[end] : nil
            if scalar.map(Self.isEscaped) ?? true {
                append(text[min(start, end)..<end])
                start = max(start, end)
                if let scalar {
                    append(Self.escape(scalar))
                    start = end + 1
                }
            }
            let isTooLong = column + end - start > Self.bestWidth
            if end > 0, end < text.count - 1, scalar == " " || start >= end, isTooLong, mayBreak {
                foldDoubleQuoted(text, &start, end)
            }
        }
        writeIndicator("\"", needsWhitespace: false)
    }

    /// Breaks the line; a backslash keeps the break from being read as a space, where that matters.
    private mutating func foldDoubleQuoted(_ text: [UnicodeScalar], _ start: inout Int, _ end: Int) {
        let needsBackslash = Self.needsBackslash(text, start, end)
        append(text[min(start, end)..<end])
        start = max(start, end)
        if needsBackslash { append("\\") }
        writeIndent()
        hasWhitespace = false
        isIndention = false
        if text[start] == " " {
            if needsBackslash { append("\\") } else { start += 1 }
        }
    }

    private static func needsBackslash(_ text: [UnicodeScalar], _ start: Int, _ end: Int) -> Bool {
        guard var space = text[end...].firstIndex(of: " ") else { return true }
        if let newline = text[end..<space].firstIndex(of: "\n") { space = newline }
        guard space + 1 < text.count else { return true }
        if text[space] == "\n", text[space + 1] != " " { return true }
        let word = text[end..<space]
        let isSafe =
            !word.contains("\"") && !word.contains("'") && text[space + 1] != " " && text[space + 1] != "\n"
            && !(text[end - 1] == " " && text[end] == " ") && start != end
        return !isSafe
    }

    private static func isEscaped(_ scalar: UnicodeScalar) -> Bool {
        switch scalar {
        case "\"", "\\", "\u{85}", "\u{2028}", "\u{2029}", "\u{feff}": true
        default: scalar == "\n" || !ScalarAnalysis.isPrintable(scalar)
        }
    }

    private static func escape(_ scalar: UnicodeScalar) -> String {
        if let known = escapes[scalar] { return "\\" + known }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (mark, width) = scalar.value <= 0xff ? ("x", 2) : scalar.value <= 0xffff ? ("u", 4) : ("U", 8)
        return "\\" + mark + String(repeating: "0", count: width - digits.count) + digits
    }
}
