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

    init(_ text: String) {
        lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
        // By bytes: "\r\n" is one character in Swift.
        lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map {
            let line = String(Substring($0))
            return line.hasSuffix("\r") ? String(line.dropLast()) : line
        }
        if lines.last == "" { lines.removeLast() }
    }

    var text: String { lines.map { $0 + lineEnd }.joined() }

    /// Lines that turn the filter on, and those that turn any filter off.
    var entries: [Entry] {
        lines.compactMap { line in
            let words = Self.words(line)
            guard let pattern = words.first, !pattern.hasPrefix("#"), !pattern.hasPrefix("[attr]") else { return nil }
            let attributes = words.dropFirst()
            let isTracked = attributes.contains("filter=lfs") || attributes.contains("filter=mlops")
            guard isTracked || attributes.contains("-filter") || attributes.contains("!filter") else { return nil }
            return Entry(pattern: pattern, isTracked: isTracked, isLockable: attributes.contains("lockable"))
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

    /// Takes the lines of the (escaped) pattern out.
    mutating func untrack(_ pattern: String) -> Bool {
        let count = lines.count
        lines.removeAll { line in
            Self.words(line).first == pattern && LFSAttributesFile(line).entries.first?.isTracked == true
        }
        return lines.count < count
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
