internal import MLOpsCore
internal import MLOpsSystem

/// Folders of this machine where DVC keeps contents.
package struct DVCPlaces: Sendable {
    /// The cache, when its settings put it elsewhere than into `.dvc`.
    package let caches: [String]
    /// Remotes, the default one first.
    package let remotes: [String]

    /// `root` is the top of a worktree.
    package init(root: String, environment: [String: String]) {
        let folder = Paths.join(root, ".dvc")
        let config = DVCConfig(folder: folder, environment: environment)
        caches = config.cache == folder + "/cache" ? [] : [config.cache]
        remotes = config.remotes.compactMap(\.folder)
    }
}

/// DVC's configuration: of the system, the user, the repository and the clone, the later ones winning.
struct DVCConfig: Sendable {
    /// What a key says.
    struct Value: Sendable, Equatable {
        let text: String
        /// Folder of the file that it came from: relative paths start there.
        let folder: String
        /// Whether `.dvc/config` says it, and so whoever wrote the repository.
        let isTracked: Bool
    }

    struct Remote: Sendable, Equatable {
        let name: String
        /// `remote://OTHER/…` is that of OTHER.
        let url: String
        /// The folder, when it is on this machine.
        let folder: String?
        let isDefault: Bool
        /// Its other keys.
        let settings: [String: Value]
        let isURLTracked: Bool
        /// Whether no file of DVC's names it, but the command line.
        var isGiven = false

        /// A key that only this machine's own files may set.
        func own(_ key: String) -> String? { settings[key].flatMap { $0.isTracked ? nil : $0.text } }
    }

    private var values: [String: Value] = [:]
    private var remoteNames: [String] = []
    private var given: [Remote] = []

    /// `folder`: `.dvc`, absolute.
    init(folder: String, environment: [String: String]) {
        self.folder = folder
        home = environment["HOME"] ?? "/"
        for path in Self.folders(environment, home).map({ $0 + "/config" }) + [
            folder + "/config", folder + "/config.local",
        ] {
            guard let info = Files.info(path, followLinks: true), info.kind == .file, info.size < 1 << 20,
                let bytes = try? Files.read(path)
            else { continue }
            read(bytes.asText, in: Paths.parent(path), isTracked: path == folder + "/config")
        }
    }

    private let folder: String
    private let home: String

    /// Of the system and of the user, as DVC finds them.
    private static func folders(_ environment: [String: String], _ home: String) -> [String] {
        let system = environment["XDG_CONFIG_DIRS"]?.split(separator: ":").first.map(String.init) ?? "/etc/xdg"
        let user = environment["XDG_CONFIG_HOME"] ?? home + "/.config"
        return [
            environment["DVC_SYSTEM_CONFIG_DIR"] ?? system + "/dvc",
            environment["DVC_GLOBAL_CONFIG_DIR"] ?? user + "/dvc",
        ]
    }

    /// Where DVC keeps contents in this clone.
    var cache: String { path("cache.dir") ?? folder + "/cache" }

    /// The default one first.
    var remotes: [Remote] {
        let all = given + remoteNames.compactMap(remote)
        return all.filter(\.isDefault) + all.filter { !$0.isDefault }
    }

    /// A place that the user named.
    mutating func add(_ place: String, in folder: String) throws(Diagnostic) {
        let isURL = place.contains("://") || place.hasPrefix(RcloneRemote.scheme)
        if !isURL, LocalURL.path(place) == nil { throw .fatal("'\(place)' is not a place that is known") }
        let path =
            isURL && !place.hasPrefix("file://") ? nil : Self.path(Value(text: place, folder: folder, isTracked: false))
        given.append(
            Remote(
                name: place, url: place, folder: path, isDefault: false, settings: [:], isURLTracked: false,
                isGiven: true))
    }

    private func remote(_ name: String) -> Remote? {
        guard let (url, settings) = resolve(name, depth: 8) else { return nil }
        return Remote(
            name: name, url: url.text, folder: Self.path(url),
            isDefault: name == values["core.remote"]?.text.lowercased(),
            settings: settings, isURLTracked: url.isTracked)
    }

    /// The URL and the other keys of a remote, with those of the one that it builds on.
    private func resolve(_ name: String, depth: Int) -> (url: Value, settings: [String: Value])? {
        let prefix = "remote.\(name)."
        var settings: [String: Value] = [:]
        for (key, value) in values where key.hasPrefix(prefix) { settings[String(key.dropFirst(prefix.count))] = value }
        guard let url = settings.removeValue(forKey: "url") else { return nil }
        guard url.text.hasPrefix("remote://") else { return (url, settings) }
        let parts = url.text.dropFirst("remote://".count).split(separator: "/", maxSplits: 1)
        guard depth > 0, let first = parts.first, let base = resolve(first.lowercased(), depth: depth - 1) else {
            return nil
        }
        let joined = parts.count > 1 ? Paths.join(base.url.text, String(parts[1])) : base.url.text
        let whole = Value(text: joined, folder: base.url.folder, isTracked: url.isTracked || base.url.isTracked)
        return (whole, base.settings.merging(settings) { $1 })
    }

    private func path(_ key: String) -> String? { values[key].flatMap(Self.path) }

    static func path(_ value: Value) -> String? {
        LocalURL.path(value.text).map { Paths.normalize(Paths.absolute($0, in: value.folder)) }
    }

    /// Lines `[section]`, `['remote "name"']` and `key = value`, as ConfigObj reads them; DVC writes names of sections,
    /// remotes and keys in lower case.
    private mutating func read(_ text: String, in folder: String, isTracked: Bool) {
        var section = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let line = Self.trimmed(line)
            if line.hasPrefix("#") || line.hasPrefix(";") || line.isEmpty { continue }
            if line.hasPrefix("[") {
                section = self.section(Self.text(Self.trimmed(line.dropFirst()), endingAt: "]").lowercased())
            } else if let equals = line.firstIndex(of: "=") {
                let name = Self.text(Self.trimmed(line[..<equals]), endingAt: "=").lowercased()
                let text = Self.text(Self.trimmed(line[line.index(after: equals)...]), endingAt: "#")
                values["\(section).\(name)"] = Value(
                    text: Self.paths.contains(name) ? expanded(text) : text, folder: folder, isTracked: isTracked)
            }
        }
    }

    /// Keys with a path or a URL.
    private static let paths: Set = ["dir", "url", "keyfile", "credentialpath", "configpath"]

    private func expanded(_ path: String) -> String { path.hasPrefix("~/") ? home + path.dropFirst() : path }

    private mutating func section(_ name: String) -> String {
        guard name.hasPrefix("remote \""), name.hasSuffix("\""), name.count > 9 else { return name }
        let remote = String(name.dropFirst(8).dropLast())
        if !remoteNames.contains(remote) { remoteNames.append(remote) }
        return "remote.\(remote)"
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
        return text
    }

    /// What stands in quotes at the beginning of `text`, or else before `end`: comments follow a value.
    private static func text(_ text: Substring, endingAt end: Character) -> String {
        for quote in ["'''", "\"\"\"", "'", "\""] where text.hasPrefix(quote) {
            let rest = text.dropFirst(quote.count)
            if let range = rest.firstRange(of: quote) { return String(rest[..<range.lowerBound]) }
        }
        return String(trimmed(text.prefix { $0 != end }))
    }
}
