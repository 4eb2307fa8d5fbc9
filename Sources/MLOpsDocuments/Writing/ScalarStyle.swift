/// How ruamel.yaml quotes a text that has no style of its own.
enum ScalarStyle {
    case plain, single, double

    init(_ text: String, _ scalars: [UnicodeScalar], isKey: Bool) {
        let analysis = ScalarAnalysis(scalars)
        if !Self.readsAsSomethingElse(text), analysis.allowsPlain, !(isKey && analysis.isMultiline) {
            self = .plain
        } else if scalars.contains("'") || scalars.contains("\n") {
            self = .double
        } else {
            self = analysis.allowsSingleQuotes && !(isKey && analysis.isMultiline) ? .single : .double
        }
    }

    private static func readsAsSomethingElse(_ text: String) -> Bool {
        text == "=" || text == "<<" || YAMLScalar.isAmbiguous(text) || isTimestamp(text)
    }

    /// The plain forms that YAML 1.1 and ruamel.yaml take for a date or a time.
    private static func isTimestamp(_ text: String) -> Bool {
        guard text.utf8.first.map({ (0x30...0x39).contains($0) }) ?? false else { return false }
        let date = /[0-9]{4}-[0-9]{2}-[0-9]{2}/
        let time =
            /[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?/
        return text.wholeMatch(of: date) != nil || text.wholeMatch(of: time) != nil
    }
}

/// What a text holds that decides how it may be written: ruamel.yaml's `analyze_scalar`.
struct ScalarAnalysis {
    private(set) var isMultiline = false
    private(set) var allowsPlain = true
    private(set) var allowsSingleQuotes = true

    init(_ text: [UnicodeScalar]) {
        guard !text.isEmpty else { return }
        let isMarker = text.starts(with: "---".unicodeScalars) || text.starts(with: "...".unicodeScalars)
        var hasIndicator = isMarker || "#,[]{}&*!|>'\"%@`".unicodeScalars.contains(text[0])
        var isSpecial = false
        var breakThenSpace = false
        var spaceThenBreak = false
        for (index, scalar) in text.enumerated() {
            let isFollowedBySpace = index + 1 >= text.count || Self.isSpace(text[index + 1])
            if index == 0, "?:-".unicodeScalars.contains(scalar), isFollowedBySpace { hasIndicator = true }
            if index > 0, scalar == ":", isFollowedBySpace { hasIndicator = true }
            if index > 0, scalar == "#", Self.isSpace(text[index - 1]) { hasIndicator = true }
            if Self.isBreak(scalar) { isMultiline = true }
            if !Self.isPrintable(scalar) { isSpecial = true }
            if index > 0, scalar == " ", Self.isBreak(text[index - 1]) { breakThenSpace = true }
            if index > 0, Self.isBreak(scalar), text[index - 1] == " " { spaceThenBreak = true }
        }
        let edges = [text[0], text[text.count - 1]]
        let hasBlankEdge = edges.contains { $0 == " " || Self.isBreak($0) }
        let needsEscapes = breakThenSpace || spaceThenBreak || isSpecial
        allowsPlain = !hasIndicator && !hasBlankEdge && !needsEscapes && !isMultiline
        allowsSingleQuotes = !needsEscapes
    }

    static func isBreak(_ scalar: UnicodeScalar) -> Bool {
        scalar == "\n" || scalar == "\u{85}" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    private static func isSpace(_ scalar: UnicodeScalar) -> Bool {
        scalar == "\0" || scalar == " " || scalar == "\t" || scalar == "\r" || isBreak(scalar)
    }

    static func isPrintable(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        case 0x0a, 0x85, 0x20...0x7e, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...0x10ffff: true
        default: false
        }
    }
}
