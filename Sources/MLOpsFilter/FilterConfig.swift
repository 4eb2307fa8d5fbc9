internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// git configuration for the filter, which must start in milliseconds: the files where configuration can come from
/// are searched for the few words that matter to us, and only when one is there is `git config` asked.
final class FilterConfig {
    private static let words = [
        "[include", "storage", "sharedrepository", "sharedstore", "skipsmudge", "fsync", "skipdownloaderrors",
        "hookspath", "[hook", "fetchinclude", "fetchexclude", "extension.", "nbstripout", "outputcache", "extrakeys",
        "keepmetadatakeys", "keepoutput", "keepcount", "keepid", "dropemptycells", "droptaggedcells", "stripinitcells",
        "maxsize", "dropoutputtype",
    ]
    /// `checkout` alone is in many people's configuration; the key `mlops.checkout` needs both.
    private static let wordPair = ("[mlops]", "checkout")

    private let location: GitLocation
    private let environment: [String: String]
    private var values: [String: String]?

    init(location: GitLocation, environment: [String: String]) {
        self.location = location
        self.environment = environment
    }

    /// The last value of a key, which is given in lower case.
    subscript(_ key: String) -> String? {
        if values == nil { values = mattersToUs ? Self.ask(environment) : [:] }
        return values?[key]
    }

    /// git's words for yes.
    func isTrue(_ key: String) -> Bool {
        ["true", "yes", "on", "1"].contains(self[key]?.lowercased() ?? "")
    }

    /// `lfs.extension.<name>.*`, in the order in which they clean.
    func extensions() throws -> [ContentExtension] {
        _ = self["lfs.extension"]
        let known = values ?? [:]
        if known.isEmpty { return [] }
        return try ContentExtension.configured(keys: known.keys.sorted()) { known[$0] }
    }

    /// Hooks in the configuration (git 2.54 and later) that are not ours.
    var hasForeignHooks: Bool {
        _ = self["mlops.checkout"]
        return (values ?? [:]).contains { key, value in
            key.hasPrefix("hook.") && key.hasSuffix(".command") && !value.contains("git mlops hook ")
        }
    }

    private var mattersToUs: Bool {
        if environment["GIT_CONFIG_COUNT"] != nil { return true }
        // Keys of `git -c`, which are written with a dot.
        let parameters = (environment["GIT_CONFIG_PARAMETERS"] ?? "").lowercased()
        if Self.hasWord(Array(parameters.utf8)) || parameters.contains("mlops.checkout") { return true }
        return files.contains { path in (try? Files.readIfPresent(path)).flatMap { $0 }.map(Self.hasWord) ?? false }
    }

    private var files: [String] {
        let home = environment["HOME"] ?? "/"
        let global =
            environment["GIT_CONFIG_GLOBAL"].map { [$0] } ?? [
                Paths.join(environment["XDG_CONFIG_HOME"] ?? home + "/.config", "git/config"), home + "/.gitconfig",
            ]
        let system = [environment["GIT_CONFIG_SYSTEM"] ?? "/etc/gitconfig", "/usr/local/etc/gitconfig"]
        return system + global + [location.commonDirectory + "/config", location.gitDirectory + "/config.worktree"]
    }

    private static func hasWord(_ bytes: [UInt8]) -> Bool {
        let text = bytes.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        return words.contains { word in contains(text, Array(word.utf8)) }
            || (contains(text, Array(wordPair.0.utf8)) && contains(text, Array(wordPair.1.utf8)))
    }

    private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        guard let first = word.first, text.count >= word.count else { return false }
        var start = 0
        while let found = text[start...(text.count - word.count)].firstIndex(of: first) {
            if text[found..<(found + word.count)].elementsEqual(word) { return true }
            start = found + 1
            if start > text.count - word.count { return false }
        }
        return false
    }

    /// As the subscript, but where git's configuration has no such key, what the file of the worktree's top says that
    /// travels with the repository. Only for keys that are safe to take from whoever wrote it.
    func shared(_ key: String, file: String) -> String? {
        if let own = self[key] { return own }
        guard let bytes = try? Files.readIfPresent(file), Self.hasWord(bytes) else { return nil }
        return Self.ask(environment, ["-f", file, "--no-includes"])[key]
    }

    private static func ask(_ environment: [String: String], _ options: [String] = []) -> [String: String] {
        let question = ["git", "config"] + options + ["--list", "-z"]
        guard let result = try? ChildProcess.run(question, environment: environment) else { return [:] }
        var values: [String: String] = [:]
        for record in result.output.split(separator: 0) {
            let end = record.firstIndex(of: 0x0a) ?? record.endIndex
            let value = end == record.endIndex ? "true" : String(decoding: record[(end + 1)...], as: UTF8.self)
            values[String(decoding: record[..<end], as: UTF8.self)] = value
        }
        return values
    }
}
