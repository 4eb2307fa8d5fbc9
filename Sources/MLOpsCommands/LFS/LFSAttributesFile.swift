/// The lines of a `.gitattributes` file as `git lfs track` sees them. What is not about large files stays as it is.
struct LFSAttributesFile {
    struct Entry {
        /// As written.
        let pattern: String
        let isTracked: Bool
        let isLockable: Bool
    }

    private(set) var lines: [String]
    private let lineEnd: String

    /// `endsLinesAsWindows`: how lines end in a file that has none yet.
    init(_ text: String, endsLinesAsWindows: Bool = false) {
        let isWindows = text.contains("\r\n") || endsLinesAsWindows && !text.utf8.contains(0x0a)
        lineEnd = isWindows ? "\r\n" : "\n"
        // By bytes: "\r\n" is one character in Swift.
        lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map {
            let line = String(Substring($0))
            return line.hasSuffix("\r") ? String(line.dropLast()) : line
        }
        if lines.last == "" { lines.removeLast() }
    }

    var text: String { lines.map { $0 + lineEnd }.joined() }

    /// Lines that turn the filter on, and those that turn any filter off.
    var entries: [Entry] { entries(expanding: LFSAttributeMacros()) }

    /// As ``entries``, of lines that name macros as well.
    func entries(expanding macros: LFSAttributeMacros) -> [Entry] {
        lines.compactMap { line in
            let words = Self.words(line)
            guard let pattern = words.first, !pattern.hasPrefix("#"), !pattern.hasPrefix("[attr]") else { return nil }
            let attributes = macros.expand(Array(words.dropFirst()))
            let isTracked = attributes.contains("filter=lfs") || attributes.contains("filter=mlops")
            guard isTracked || attributes.contains("-filter") || attributes.contains("!filter") else { return nil }
            return Entry(pattern: pattern, isTracked: isTracked, isLockable: attributes.contains("lockable"))
        }
    }

    /// The names and attributes of lines that begin with `[attr]`.
    var macros: [(name: String, attributes: [String])] {
        lines.map(Self.words).compactMap { words in
            guard let name = words.first, name.hasPrefix("[attr]") else { return nil }
            return (String(name.dropFirst(6)), Array(words.dropFirst()))
        }
    }

    /// Adds or changes the line of the (escaped) pattern. `lockable` nil: as it is.
    mutating func track(_ pattern: String, lockable: Bool?) -> Bool {
        if let index = lines.lastIndex(where: { Self.words($0).first == pattern }),
            let entry = LFSAttributesFile(lines[index]).entries.first, entry.isTracked
        {
            if lockable == nil || lockable == entry.isLockable { return false }
            lines[index] = Self.line(pattern, isLockable: lockable ?? false)
            return true
        }
        lines.append(Self.line(pattern, isLockable: lockable ?? false))
        return true
    }

    /// Takes the lines of the pattern out, however they are escaped.
    mutating func untrack(_ pattern: String) -> Bool {
        let count = lines.count
        lines.removeAll { line in
            guard let written = Self.words(line).first, LFSAttributesFile(line).entries.first?.isTracked == true else {
                return false
            }
            let plain = written.hasPrefix("./") ? String(written.dropFirst(2)) : written
            return Self.unescape(plain) == Self.unescape(pattern)
        }
        return lines.count < count
    }

    private static func unescape(_ written: String) -> String {
        written.replacing("[[:space:]]", with: " ").replacing("\\#", with: "#")
    }

    private static func line(_ pattern: String, isLockable: Bool) -> String {
        "\(pattern) filter=lfs diff=lfs merge=lfs -text" + (isLockable ? " lockable" : "")
    }

    /// A pattern as it must stand in the file: git splits lines at blanks, and `#` begins a remark.
    static func escape(_ pattern: String) -> String {
        let text = pattern.replacing(" ", with: "[[:space:]]").replacing("\t", with: "[[:space:]]")
        return text.hasPrefix("#") ? "\\" + text : text
    }

    /// A file's name as a pattern that matches nothing else.
    static func escapeName(_ name: String) -> String {
        name.map { "*?[]\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    private static func words(_ line: String) -> [String] {
        line.split { $0 == " " || $0 == "\t" }.map(String.init)
    }
}
