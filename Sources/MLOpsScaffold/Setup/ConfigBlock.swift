/// Lines that we add to a git configuration file, between two marks, so that taking them out again gives
/// back the file that was there, byte for byte, whatever else was edited in the meantime.
///
/// Explicit keys and not `include.path`: a missing include is silently ignored, and then raw data would be
/// committed.
package struct ConfigBlock: Sendable, Equatable {
    package struct Entry: Sendable, Hashable {
        /// As in `[remote "origin"]`: "remote" and "origin".
        package let section: String
        package let subsection: String?
        package let name: String
        package let value: String

        package init(_ section: String, _ subsection: String? = nil, _ name: String, _ value: String) {
            self.section = section
            self.subsection = subsection
            self.name = name
            self.value = value
        }
    }

    /// The command that writes it: "install" or "init". A file may hold one block of each.
    package let name: String
    package let entries: [Entry]

    package init(name: String, entries: [Entry]) {
        self.name = name
        self.entries = entries
    }

    var beginMark: String { "# >>> git-mlops \(name) " }
    var endMark: String { "# <<< git-mlops \(name) <<<" }

    /// Sections and keys as git writes them, in the order of ``entries``, each section once per run of entries.
    var body: String {
        var text = ""
        var header = ""
        for entry in entries {
            if entry.header != header {
                header = entry.header
                text += header + "\n"
            }
            text += "\t\(entry.name) = \(Self.quote(entry.value))\n"
        }
        return text
    }

    /// A value as it must stand in the file: in double quotes when git would otherwise read a comment or trim it.
    static func quote(_ value: String) -> String {
        let escaped = value.map { character -> String in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            case "\t": "\\t"
            default: String(character)
            }
        }.joined()
        let needsQuotes = value.contains { $0 == "#" || $0 == ";" } || value.first == " " || value.last == " "
        return needsQuotes ? "\"\(escaped)\"" : escaped
    }
}

extension ConfigBlock.Entry {
    var header: String {
        guard let subsection else { return "[\(section)]" }
        let escaped = subsection.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) }.joined()
        return "[\(section) \"\(escaped)\"]"
    }

    /// As `git config` takes it: `remote.origin.fetch`.
    package var key: String {
        subsection.map { "\(section).\($0).\(name)" } ?? "\(section).\(name)"
    }
}
