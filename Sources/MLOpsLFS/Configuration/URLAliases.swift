internal import MLOpsGit

/// `url.<base>.insteadOf` and `url.<base>.pushInsteadOf`: the longest prefix is replaced.
struct URLAliases: Sendable {
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

    private static func replace(_ url: String, _ aliases: [(prefix: String, base: String)]) -> String? {
        let best = aliases.filter { !$0.prefix.isEmpty && url.hasPrefix($0.prefix) }
            .max { $0.prefix.utf8.count < $1.prefix.utf8.count }
        return best.map { $0.base + url.dropFirst($0.prefix.count) }
    }
}
