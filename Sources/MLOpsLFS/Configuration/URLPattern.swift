/// The `<url>` of `http.<url>.*` and `lfs.<url>.*` (git-config(1)): the scheme and port must be the same, the host too
/// (`*` stands for one label), the path must begin the other at a slash, the user must be the same where one is given.
enum URLPattern {
    /// Of `patterns` that `accepts` takes, the one that fits `url` best: the longest path, then a named user, then a
    /// host without wildcard.
    static func best(for url: String, among patterns: [String], accepts: (String) -> Bool) -> String? {
        guard let target = URLParts(url) else { return nil }
        var best: (rank: (Int, Int, Int), pattern: String)?
        for pattern in patterns {
            guard let parts = URLParts(pattern), let rank = rank(parts, target), accepts(pattern) else { continue }
            if let known = best, known.rank > rank { continue }
            best = (rank, pattern)
        }
        return best?.pattern
    }

    private static func rank(_ pattern: URLParts, _ target: URLParts) -> (Int, Int, Int)? {
        guard pattern.scheme == target.scheme, pattern.effectivePort == target.effectivePort,
            hostMatches(pattern.host, target.host)
        else { return nil }
        if let user = pattern.user, user != target.user { return nil }
        var path = pattern.path[...]
        if path.hasSuffix("/") { path.removeLast() }
        guard target.path.hasPrefix(path) else { return nil }
        let rest = target.path.dropFirst(path.count)
        guard rest.isEmpty || rest.hasPrefix("/") else { return nil }
        return (path.utf8.count, pattern.user == nil ? 0 : 1, pattern.host.contains("*") ? 0 : 1)
    }

    private static func hostMatches(_ pattern: String, _ host: String) -> Bool {
        let left = pattern.split(separator: "."), right = host.split(separator: ".")
        return left.count == right.count && zip(left, right).allSatisfy { $0 == "*" || $0 == $1 }
    }
}
