package import MLOpsGit
internal import MLOpsSystem

/// What git's configuration says about HTTP (`http.*` and `http.<url>.*`, git-config(1)).
package struct HTTPSettings: Sendable {
    private let config: GitConfig
    private let home: String?
    /// Sent as User-Agent.
    package let userAgent: String

    /// `home`: what `~/` in a path means.
    package init(config: GitConfig, home: String? = nil, userAgent: String = "git-mlops") {
        self.config = config
        self.home = home
        self.userAgent = userAgent
    }

    /// Nothing configured.
    package init() { self.init(config: GitConfig(listing: [])) }

    /// The values that count for one URL.
    struct Options: Sendable, Equatable {
        var proxy: String?
        var verifiesPeer = true
        var authorityFile: String?
        var authorityFolder: String?
        var certificate: String?
        var certificateKey: String?
        var cookieFile: String?
        var extraHeaders: [String] = []
        var slowBytes: Int?
        var slowSeconds: Int?
    }

    func options(for address: HTTPAddress) -> Options {
        let sections = matchingSections(address)
        func value(_ key: String) -> String? {
            sections.lazy.compactMap { config["\($0).\(key)"] }.first
        }
        func path(_ key: String) -> String? { value(key).map { Paths.expandingHome($0, home) } }
        return Options(
            proxy: value("proxy"),
            verifiesPeer: sections.lazy.compactMap { config.bool("\($0).sslverify") }.first ?? true,
            authorityFile: path("sslcainfo"), authorityFolder: path("sslcapath"), certificate: path("sslcert"),
            certificateKey: path("sslkey"), cookieFile: path("cookiefile"), extraHeaders: extraHeaders(sections),
            slowBytes: sections.lazy.compactMap { config.int("\($0).lowspeedlimit") }.first.map { Int(clamping: $0) },
            slowSeconds: sections.lazy.compactMap { config.int("\($0).lowspeedtime") }.first.map { Int(clamping: $0) })
    }

    /// All values of the best section that has any; an empty one clears those before it.
    private func extraHeaders(_ sections: [String]) -> [String] {
        let values = sections.lazy.map { config.all("\($0).extraheader") }.first { !$0.isEmpty } ?? []
        return Array(values[(values.lastIndex(of: "").map { $0 + 1 } ?? 0)...])
    }

    /// `http.<url>` sections that cover the address, the best match first, then `http`.
    private func matchingSections(_ address: HTTPAddress) -> [String] {
        let ranked = config.subsections(of: "http").compactMap { pattern in
            Self.score(pattern, address).map { (pattern, $0) }
        }
        return ranked.sorted { $0.1.lexicographicallyPrecedes($1.1) == false }.map { "http.\($0.0)" } + ["http"]
    }

    /// git's urlmatch: scheme, host (`*` stands for one label), port, path by whole components, user. Longer hosts and
    /// paths win; nil when the pattern does not cover the address.
    private static func score(_ pattern: String, _ address: HTTPAddress) -> [Int]? {
        let concrete = pattern.replacing("*", with: "x--any--x")
        guard let wanted = HTTPAddress(concrete), wanted.scheme == address.scheme, wanted.port == address.port,
            wanted.user == nil || wanted.user == address.user
        else { return nil }
        let labels = wanted.host.split(separator: "."), own = address.host.split(separator: ".")
        guard labels.count == own.count, zip(labels, own).allSatisfy({ $0 == "x--any--x" || $0 == $1 }) else {
            return nil
        }
        let prefix = wanted.path.hasSuffix("/") ? String(wanted.path.dropLast()) : wanted.path
        guard address.path == prefix || address.path.hasPrefix(prefix + "/") else { return nil }
        let exact = labels.filter { $0 != "x--any--x" }.reduce(0) { $0 + $1.utf8.count }
        return [exact, prefix.utf8.count, wanted.user == nil ? 0 : 1]
    }
}

extension Paths {
    /// `~/x` in the home folder.
    static func expandingHome(_ path: String, _ home: String?) -> String {
        guard path.hasPrefix("~/"), let home else { return path }
        return Paths.join(home, String(path.dropFirst(2)))
    }
}
