package import MLOpsCore

/// `lfs.fetchinclude` and `lfs.fetchexclude`, or the options that stand for them: comma-separated patterns of
/// gitignore(5).
package struct PathFilter: Sendable {
    private let include: [PathPattern]
    private let exclude: [PathPattern]
    private let coversFolders: Bool

    package init(include: String? = nil, exclude: String? = nil) {
        self.include = PathPattern.list(include)
        self.exclude = PathPattern.list(exclude)
        coversFolders = true
    }

    /// Patterns that match as they do in `.gitattributes`: a folder's name stands for nothing in it.
    package init(attributes include: [String], except exclude: [String]) {
        self.include = include.map(PathPattern.init)
        self.exclude = exclude.map(PathPattern.init)
        coversFolders = false
    }

    /// Patterns as they are, not split at commas.
    package init(patterns: [String]) {
        include = patterns.map(PathPattern.init)
        exclude = []
        coversFolders = true
    }

    /// The configured filter; an option that is given, even if empty, replaces its key.
    package init(_ config: LFSConfig, include: String? = nil, exclude: String? = nil) {
        self.init(
            include: include ?? config["lfs.fetchinclude"], exclude: exclude ?? config["lfs.fetchexclude"])
    }

    package var isEmpty: Bool { include.isEmpty && exclude.isEmpty }

    package func accepts(_ path: RepoPath) -> Bool {
        let isMatch = { (pattern: PathPattern) in pattern.matches(path.bytes, coversFolders: coversFolders) }
        return (include.isEmpty || include.contains(where: isMatch)) && !exclude.contains(where: isMatch)
    }
}
