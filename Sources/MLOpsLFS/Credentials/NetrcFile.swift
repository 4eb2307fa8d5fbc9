/// The entries of a `.netrc` file, as curl and ftp read it.
struct NetrcFile: Sendable {
    private struct Entry {
        /// Nil for `default`.
        let machine: String?
        var login: String?
        var password: String?
    }

    private let entries: [(machine: String?, login: String?, password: String?)]

    init(_ text: String) {
        var entries: [Entry] = []
        var words = Self.words(text)[...]
        while let word = words.popFirst() {
            switch word {
            case "machine": entries.append(Entry(machine: words.popFirst()))
            case "default": entries.append(Entry(machine: nil))
            case "login": if !entries.isEmpty { entries[entries.count - 1].login = words.popFirst() }
            case "password": if !entries.isEmpty { entries[entries.count - 1].password = words.popFirst() }
            case "account": _ = words.popFirst()
            default: break
            }
        }
        self.entries = entries.map { ($0.machine, $0.login, $0.password) }
    }

    /// The name and password for a host; `user` when the URL names one.
    func credential(host: String, user: String?) -> Credential? {
        let found = entries.first { entry in
            (entry.machine == nil || entry.machine == host) && (user == nil || entry.login == user)
        }
        guard let found, let login = found.login, let password = found.password else { return nil }
        return Credential(username: login, password: password, source: .netrc)
    }

    /// Words parted by blanks, some in quotes; macro definitions end at an empty line and are left out.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var isMacro = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) {
                isMacro = false
            } else if !isMacro {
                let found = line.split(whereSeparator: \.isWhitespace).map(String.init)
                let kept = found.prefix { !$0.hasPrefix("#") }
                isMacro = kept.contains("macdef")
                words += kept.prefix { $0 != "macdef" }.map(unquoted)
            }
        }
        return words
    }

    private static func unquoted(_ word: String) -> String {
        word.count > 1 && word.hasPrefix("\"") && word.hasSuffix("\"") ? String(word.dropFirst().dropLast()) : word
    }
}
