/// A `.gitattributes` file, edited line by line; what is not ours stays byte for byte.
package struct AttributesFile: Sendable {
    /// What a tracked pattern gets: the filter, our diff and merge drivers, and no conversion of line ends, which
    /// would damage pointers.
    package static let attributes = ["filter=mlops", "diff=mlops", "merge=mlops", "-text"]

    package private(set) var text: String

    package init(_ text: String) {
        self.text = text
    }

    /// Patterns that `filter=mlops` or `filter=lfs` keeps, in order.
    package var trackedPatterns: [String] {
        lines.compactMap { line in
            let words = Self.words(line)
            guard let pattern = words.first, !pattern.hasPrefix("#"), !pattern.hasPrefix("[attr]"),
                words.dropFirst().contains(where: { $0 == "filter=mlops" || $0 == "filter=lfs" })
            else { return nil }
            return Self.unescape(pattern)
        }
    }

    /// Adds a line for the pattern; false when it is tracked already.
    package mutating func track(_ pattern: String) -> Bool {
        if trackedPatterns.contains(pattern) { return false }
        if let last = text.utf8.last, last != 0x0a { text += lineEnd }
        text += ([Self.escape(pattern)] + Self.attributes).joined(separator: " ") + lineEnd
        return true
    }

    /// Takes our attributes from the pattern's lines, and lines that have no others away; false when it was not
    /// tracked.
    package mutating func untrack(_ pattern: String) -> Bool {
        var changed = false
        let kept = lines.compactMap { line -> Substring? in
            let words = Self.words(line)
            guard let first = words.first, Self.unescape(first) == pattern,
                words.contains(where: { $0.hasPrefix("filter=") })
            else { return line }
            changed = true
            let ours = Set(Self.attributes + ["filter=lfs", "diff=lfs", "merge=lfs", "lockable"])
            let others = words.dropFirst().filter { !ours.contains($0) }
            return others.isEmpty
                ? nil : ([first] + others).joined(separator: " ")[...] + (line.hasSuffix("\r") ? "\r" : "")
        }
        if changed { text = kept.joined(separator: "\n") }
        return changed
    }

    private var lineEnd: String { text.utf8.contains(0x0d) && text.contains("\r\n") ? "\r\n" : "\n" }

    /// Split at line feeds only, a last empty one included; "\r\n" is one character in Swift, so by bytes.
    private var lines: [Substring] {
        text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map { Substring($0) }
    }

    private static func words(_ line: Substring) -> [String] {
        var words: [String] = []
        var rest = line.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        if rest.first == UInt8(ascii: "\""), let end = closingQuote(rest) {
            words.append(String(Substring(rest[...end])))
            rest = rest[rest.index(after: end)...]
        }
        return words + rest.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }.map { String(Substring($0)) }
    }

    private static func closingQuote(_ text: Substring.UTF8View) -> Substring.UTF8View.Index? {
        var escaped = false
        for index in text.indices.dropFirst() {
            if escaped {
                escaped = false
            } else if text[index] == UInt8(ascii: "\\") {
                escaped = true
            } else if text[index] == UInt8(ascii: "\"") {
                return index
            }
        }
        return nil
    }

    /// The pattern that matches this one path, which is relative to the file's folder.
    static func pattern(for path: String) -> String {
        let special = "*?[\\"
        return "/" + path.map { special.contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    /// A pattern as it is written: blanks as a character class, as Git LFS does, since git splits at them; a leading
    /// `#` or `!` escaped.
    static func escape(_ pattern: String) -> String {
        let text = pattern.replacing(" ", with: "[[:space:]]").replacing("\t", with: "[[:space:]]")
        return text.hasPrefix("#") || text.hasPrefix("!") || text.hasPrefix("\"") ? "\\" + text : text
    }

    static func unescape(_ written: String) -> String {
        var text = written
        if text.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") { text = String(text.dropFirst().dropLast()) }
        if text.hasPrefix("\\#") || text.hasPrefix("\\!") || text.hasPrefix("\\\"") { text.removeFirst() }
        return text.replacing("[[:space:]]", with: " ")
    }
}
