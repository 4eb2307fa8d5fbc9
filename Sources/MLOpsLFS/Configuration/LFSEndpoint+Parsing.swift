extension LFSEndpoint {
    /// The endpoint that a server's own URL (`lfs.url`, `remote.R.lfsurl`) names.
    package init(serverURL text: String, gitProtocol: String) {
        self.init(text, gitProtocol: gitProtocol, isServer: true) { $0 }
    }

    /// The endpoint that goes with a git repository's URL: `…/info/lfs` below it.
    package init(cloneURL text: String, gitProtocol: String) {
        self.init(text, gitProtocol: gitProtocol, isServer: false, derive: Self.derived)
    }

    private init(_ text: String, gitProtocol: String, isServer: Bool, derive: (String) -> String) {
        if let helper = text.firstRange(of: "::"), Self.isHelper(text[..<helper.lowerBound]) {
            self.init(kind: .unknown, url: text, original: text, isServer: isServer)
        } else if let parts = URLParts(text) {
            self.init(parts, text, gitProtocol: gitProtocol, isServer: isServer, derive: derive)
        } else if let target = Self.scpTarget(text) {
            // scp's form has no port; its path is relative to the home folder unless it begins with a slash.
            let host = target.userAndHost.split(separator: "@").last.map(String.init) ?? target.userAndHost
            let path = target.path.drop { $0 == "/" }
            self.init(kind: .ssh(target), url: derive("https://\(host)/\(path)"), original: text, isServer: isServer)
        } else {
            self.init(
                kind: .file, url: text.hasPrefix("/") ? "file://" + text : text, original: text, isServer: isServer)
        }
    }

    private init(
        _ parts: URLParts, _ text: String, gitProtocol: String, isServer: Bool, derive: (String) -> String
    ) {
        switch parts.scheme {
        case "http", "https":
            self.init(kind: .http, url: derive(text), original: text, isServer: isServer)
        case "ssh", "git+ssh", "ssh+git":
            let user = parts.user.map { $0 + "@" } ?? ""
            let host = parts.host.hasPrefix("[") ? String(parts.host.dropFirst().dropLast()) : parts.host
            let target = SSHTarget(
                userAndHost: user + host, port: parts.port.map(String.init),
                path: parts.path.hasPrefix("/~") ? String(parts.path.dropFirst()) : parts.path)
            self.init(
                kind: .ssh(target), url: derive("https://\(parts.host)\(parts.path)"), original: text,
                isServer: isServer)
        case "git":
            let url = "\(gitProtocol)://\(parts.hostAndPort)\(parts.path)"
            self.init(kind: .http, url: derive(url), original: text, isServer: isServer)
        case "file":
            self.init(kind: .file, url: text, original: text, isServer: isServer)
        default:
            self.init(kind: .unknown, url: text, original: text, isServer: isServer)
        }
    }

    /// The name of a remote helper, as in `ext::…`.
    private static func isHelper(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }

    /// `host:path` as git tells it from a path: a colon before any slash.
    private static func scpTarget(_ text: String) -> SSHTarget? {
        var host = text[...]
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            guard text[text.index(after: close)...].hasPrefix(":") else { return nil }
            let path = text[text.index(close, offsetBy: 2)...]
            // `[host:port]:path`
            let inside = text[text.index(after: text.startIndex)..<close]
            let parts = inside.split(separator: ":", maxSplits: 1).map(String.init)
            guard inside.filter({ $0 == ":" }).count == 1, parts.count == 2 else {
                return SSHTarget(userAndHost: String(inside), port: nil, path: String(path))
            }
            return SSHTarget(userAndHost: parts[0], port: parts[1], path: String(path))
        }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        host = text[..<colon]
        guard !host.isEmpty, !host.contains("/") else { return nil }
        return SSHTarget(userAndHost: String(host), port: nil, path: String(text[text.index(after: colon)...]))
    }

    /// One final slash goes; `.git` is added unless it is there.
    private static func derived(_ url: String) -> String {
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        return base.hasSuffix(".git") ? base + "/info/lfs" : base + ".git/info/lfs"
    }
}
