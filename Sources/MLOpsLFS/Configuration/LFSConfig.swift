internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// What the Git LFS client reads its settings from: git's configuration and, for a few keys, `.lfsconfig`, which comes
/// from whoever wrote the repository. git's configuration wins.
package struct LFSConfig: Sendable {
    package static let fileName = ".lfsconfig"

    package let git: GitConfig
    /// Only keys that are safe to take from a stranger.
    package let shared: GitConfig
    /// Whether `.lfsconfig` held keys that were left out, each as git spells it.
    package let ignoredKeys: [String]

    package init(of repository: Repository) throws {
        self.init(git: try repository.config, sharedListing: try Self.readShared(repository))
    }

    /// `sharedListing`: `.lfsconfig` as `git config --list -z` prints it.
    package init(git: GitConfig, sharedListing: [UInt8] = []) {
        self.git = git
        var safe: [UInt8] = []
        var ignored: [String] = []
        for record in sharedListing.split(separator: 0) {
            let key = String(decoding: record.prefix { $0 != 0x0a }, as: UTF8.self)
            if Self.isSafe(key) { safe += record + [0] } else { ignored.append(key) }
        }
        shared = GitConfig(listing: safe)
        ignoredKeys = ignored
    }

    package subscript(key: String) -> String? { git[key] ?? shared[key] }

    package func bool(_ key: String) -> Bool? { git[key] == nil ? shared.bool(key) : git.bool(key) }

    package func int(_ key: String) -> Int64? { git[key] == nil ? shared.int(key) : git.int(key) }

    /// The most specific `<section>.<url>.<name>` for `url`, else `<section>.<name>`, by git's rules for `http.<url>`.
    package func value(_ section: String, _ name: String, for url: String) -> String? {
        matched(git, section, name, url) ?? matched(shared, section, name, url) ?? self["\(section).\(name)"]
    }

    /// As ``value(_:_:for:)``, read as git reads a boolean; nil when absent or not one.
    package func bool(_ section: String, _ name: String, for url: String) -> Bool? {
        guard let text = value(section, name, for: url) else { return nil }
        return GitConfig(listing: Array("value.x\n\(text)\u{0}".utf8)).bool("value.x")
    }

    /// Every value of the most specific URL that has the key, as `http.<url>.extraHeader` has several.
    package func all(_ section: String, _ name: String, for url: String) -> [String] {
        let best = URLPattern.best(for: url, among: git.subsections(of: section)) {
            git["\(section).\($0).\(name)"] != nil
        }
        return git.all(best.map { "\(section).\($0).\(name)" } ?? "\(section).\(name)")
    }

    private func matched(_ config: GitConfig, _ section: String, _ name: String, _ url: String) -> String? {
        URLPattern.best(for: url, among: config.subsections(of: section)) { config["\(section).\($0).\(name)"] != nil }
            .flatMap { config["\(section).\($0).\(name)"] }
    }

    /// The list in git-lfs-config(5), LFSCONFIG.
    private static func isSafe(_ key: String) -> Bool {
        let safe: Set = [
            "lfs.allowincompletepush", "lfs.fetchexclude", "lfs.fetchinclude", "lfs.gitprotocol", "lfs.locksverify",
            "lfs.pushurl", "lfs.skipdownloaderrors", "lfs.url",
        ]
        if safe.contains(key) { return true }
        if key.hasPrefix("lfs.") { return key.hasSuffix(".access") && key.utf8.count > 11 }
        return key.hasPrefix("remote.") && key.hasSuffix(".lfsurl")
    }

    /// `.lfsconfig` of the worktree, else of the index, else of HEAD; its includes are not followed.
    private static func readShared(_ repository: Repository) throws -> [UInt8] {
        if let top = repository.workTree, let info = Files.info(Paths.join(top, fileName)), info.kind == .file {
            let path = Paths.join(top, fileName)
            return try repository.gitChecked(["config", "-f", path, "--no-includes", "--list", "-z"]).output
        }
        for revision in repository.workTree == nil ? ["HEAD:"] : [":", "HEAD:"] {
            let blob = revision + fileName
            guard try repository.git(["cat-file", "-e", blob]).status.isSuccess else { continue }
            return try repository.gitChecked(["config", "--blob", blob, "--no-includes", "--list", "-z"]).output
        }
        return []
    }
}
