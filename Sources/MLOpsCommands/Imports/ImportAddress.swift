internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsTransfer

/// Addresses that imports are recorded with.
enum ImportAddress {
    private static let key = "mlops.trustedimport"
    private static let remotePrefix = "remote://"

    /// `remote://NAME/path` below the URL of a remote for large files; other addresses as they are.
    static func resolve(_ url: String, _ repository: Repository) throws -> String {
        guard url.hasPrefix(remotePrefix) else { return url }
        let rest = url.dropFirst(remotePrefix.count)
        let parts = rest.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let remote = try RemoteSettings(of: repository)[parts[0]] else {
            throw Diagnostic.fatal("there is no remote '\(parts.first ?? "")'", hint: "git mlops remote list")
        }
        let words = remote.url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let base = words[0].hasSuffix("/") ? String(words[0].dropLast()) : String(words[0])
        return "\(base)/\(parts[1])" + (words.count > 1 ? "?\(words[1])" : "")
    }

    /// This clone's user typed the address.
    static func trust(_ url: String, _ repository: Repository) throws {
        if try repository.config.all(key).contains(url) { return }
        try repository.gitChecked(["config", "--local", "--add", key, url])
    }

    /// An address that came with the repository may read files of this machine or use the user's settings for other
    /// storage only after its user said so, in this clone.
    static func requireTrust(_ source: OutsideSource, _ url: String, _ repository: Repository) throws {
        guard source.needsTrust, try !repository.config.all(key).contains(url) else { return }
        throw Diagnostic.fatal(
            "'\(url)' would be read with your own rights, and it came with the repository",
            hint: "if you trust it: git config --add mlops.trustedImport '\(url.replacing("'", with: "'\\''"))'")
    }
}
