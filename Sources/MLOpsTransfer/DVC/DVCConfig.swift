internal import MLOpsCore
internal import MLOpsSystem

/// DVC's configuration: of the system, the user, the repository and the clone, the later ones winning.
struct DVCConfig: Sendable {
    struct Remote: Sendable, Equatable {
        let name: String
        let url: String
        /// The folder, when it is on this machine.
        let folder: String?
        let isDefault: Bool
    }

    private var values: [String: String] = [:]
    /// Folder of the file that each value came from: relative paths start there.
    private var folders: [String: String] = [:]
    private var remoteNames: [String] = []

    /// `folder`: `.dvc`, absolute.
    init(folder: String, environment: [String: String]) {
        let home = environment["HOME"] ?? "/"
        let user = Paths.join(environment["XDG_CONFIG_HOME"] ?? home + "/.config", "dvc/config")
        for path in ["/etc/xdg/dvc/config", user, folder + "/config", folder + "/config.local"] {
            guard let info = Files.info(path, followLinks: true), info.kind == .file, info.size < 1 << 20,
                let bytes = try? Files.read(path)
            else { continue }
            read(bytes.asText, in: Paths.parent(path))
        }
        self.folder = folder
    }

    private var folder = ""

    /// Where DVC keeps contents in this clone.
    var cache: String { path("cache.dir") ?? folder + "/cache" }

    /// The default one first.
    var remotes: [Remote] {
        let standard = values["core.remote"]
        let all = remoteNames.compactMap { name -> Remote? in
            guard let url = values["remote.\(name).url"] else { return nil }
            let isLocal = LocalURL.path(url) != nil
            return Remote(
                name: name, url: url, folder: isLocal ? path("remote.\(name).url") : nil, isDefault: name == standard)
        }
        return all.filter(\.isDefault) + all.filter { !$0.isDefault }
    }

    private func path(_ key: String) -> String? {
        guard let value = values[key], let folder = folders[key], let path = LocalURL.path(value) else { return nil }
        return Paths.normalize(Paths.absolute(path, in: folder))
    }

    /// Lines `[section]`, `['remote "name"']` and `key = value`, as ConfigObj reads them.
    private mutating func read(_ text: String, in folder: String) {
        var section = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let line = Self.trimmed(line)
            if line.hasPrefix("#") || line.hasPrefix(";") || line.isEmpty { continue }
            if line.hasPrefix("["), let end = line.lastIndex(of: "]") {
                section = self.section(String(line[line.index(after: line.startIndex)..<end]))
            } else if let equals = line.firstIndex(of: "=") {
                let key = "\(section).\(Self.trimmed(line[..<equals]).lowercased())"
                values[key] = Self.unquoted(Self.trimmed(line[line.index(after: equals)...]))
                folders[key] = folder
            }
        }
    }

    private mutating func section(_ header: String) -> String {
        let name = Self.unquoted(header[...])
        guard name.hasPrefix("remote \""), name.hasSuffix("\""), name.count > 9 else { return name.lowercased() }
        let remote = String(name.dropFirst(8).dropLast())
        if !remoteNames.contains(remote) { remoteNames.append(remote) }
        return "remote.\(remote)"
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
        return text
    }

    private static func unquoted(_ text: Substring) -> String {
        guard let first = text.first, first == "'" || first == "\"", text.count > 1, text.last == first else {
            return String(text)
        }
        return String(text.dropFirst().dropLast())
    }
}
