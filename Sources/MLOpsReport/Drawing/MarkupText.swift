internal import MLOpsCore

/// Text of others within our own markup. Everything that a repository holds is shown as text, whatever it says.
package enum MarkupText {
    /// Text in XML and HTML, in attributes as well. Control characters, which XML cannot hold, become blanks.
    package static func xml(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.value & 0xfffe == 0xfffe:
                result += " "
            // Marks that turn the direction of what follows.
            case "\u{202a}"..."\u{202e}", "\u{2066}"..."\u{2069}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Text that Markdown shows as it is, on one line.
    package static func markdown(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\", "|", "*", "_", "`", "[", "]", "~", "#", "$": result += "\\\(character)"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            // Nobody is called by a report.
            case "@": result += "@\u{200b}"
            case _ where character.isNewline: result += " "
            default: result.append(character)
            }
        }
        return String(String.UnicodeScalarView(result.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }

    /// Text as code in Markdown.
    package static func code(_ text: String) -> String {
        "`" + DisplayText.oneLine(text).replacing("`", with: "'").replacing("|", with: "\\|") + "`"
    }

    /// At most `limit` characters, the middle left out.
    static func short(_ text: String, _ limit: Int) -> String {
        text.count <= limit ? text : "\(text.prefix(limit / 2))…\(text.suffix(limit - limit / 2 - 1))"
    }
}
