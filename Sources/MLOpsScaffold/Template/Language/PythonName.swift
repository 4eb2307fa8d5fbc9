/// Names that Python accepts.
enum PythonName {
    /// `text` with every other character than ASCII letters, digits and `_` replaced by `_`; one is added before a
    /// digit and after a keyword.
    static func identifier(from text: String) -> String {
        var name = String(text.unicodeScalars.map { isPart($0) ? Character($0) : "_" })
        if name.unicodeScalars.first.map(isDigit) ?? true { name = "_" + name }
        return keywords.contains(name) ? name + "_" : name
    }

    /// Whether `import name` can be written.
    static func isModule(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, !isDigit(first) else { return false }
        return name.unicodeScalars.allSatisfy(isPart) && !keywords.contains(name)
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar)
    }

    private static let keywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ]
}
