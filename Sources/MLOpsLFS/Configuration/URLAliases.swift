package import MLOpsGit

/// `url.<base>.insteadOf` and `url.<base>.pushInsteadOf`: the longest prefix is replaced.
package struct URLAliases: Sendable {
    private let fetch: [(prefix: String, base: String)]
    private let push: [(prefix: String, base: String)]

    init(_ config: GitConfig) {
        let bases = config.subsections(of: "url")
        let pairs = { (name: String) in
            bases.flatMap { base in config.all("url.\(base).\(name)").map { (prefix: $0, base: base) } }
        }
        fetch = pairs("insteadof")
        push = pairs("pushinsteadof")
    }

    func apply(to url: String, _ operation: LFSOperation) -> String {
        (operation == .upload ? Self.replace(url, push) : nil) ?? Self.replace(url, fetch) ?? url
    }

    /// Prefixes that several bases claim, so that one of them is passed over.
    package static func ambiguous(in config: GitConfig) -> [(key: String, prefix: String)] {
        ["insteadof", "pushinsteadof"].flatMap { key -> [(key: String, prefix: String)] in
            var owners: [String: Set<String>] = [:]
            for base in config.subsections(of: "url") {
                for prefix in config.all("url.\(base).\(key)") { owners[prefix, default: []].insert(base) }
            }
            return owners.filter { $0.value.count > 1 }.keys.sorted().map { (key, $0) }
        }
    }

    private static func replace(_ url: String, _ aliases: [(prefix: String, base: String)]) -> String? {
        let best = aliases.filter { !$0.prefix.isEmpty && url.hasPrefix($0.prefix) }
            .max { $0.prefix.utf8.count < $1.prefix.utf8.count }
        return best.map { $0.base + url.dropFirst($0.prefix.count) }
    }
}
