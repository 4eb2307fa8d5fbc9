package import MLOpsCore

/// `lfs.fetchinclude` and `lfs.fetchexclude`, or the options that stand for them: comma-separated patterns of
/// gitignore(5).
package struct PathFilter: Sendable {
    private let include: [PathPattern]
    private let exclude: [PathPattern]

    package init(include: String? = nil, exclude: String? = nil) {
        self.include = PathPattern.list(include)
        self.exclude = PathPattern.list(exclude)
    }

    /// Patterns as they are, not split at commas.
    package init(patterns: [String]) {
        include = patterns.map(PathPattern.init)
        exclude = []
    }

    /// The configured filter; an option that is given, even if empty, replaces its key.
    package init(_ config: LFSConfig, include: String? = nil, exclude: String? = nil) {
        self.init(
            include: include ?? config["lfs.fetchinclude"], exclude: exclude ?? config["lfs.fetchexclude"])
    }

    package var isEmpty: Bool { include.isEmpty && exclude.isEmpty }

    package func accepts(_ path: RepoPath) -> Bool {
        if !include.isEmpty, !include.contains(where: { $0.matches(path.bytes) }) { return false }
        return !exclude.contains { $0.matches(path.bytes) }
    }
}
