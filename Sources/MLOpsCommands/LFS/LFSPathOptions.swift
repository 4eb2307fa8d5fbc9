internal import MLOpsLFS

/// `--include` and `--exclude`.
enum LFSPathOptions {
    static let options: [LFSOption] = [
        .value("include", "I", "paths", "Only paths that match one of these patterns, separated by commas."),
        .value("exclude", "X", "paths", "No paths that match one of these patterns, separated by commas."),
    ]

    /// The options over what the configuration says.
    static func filter(_ arguments: LFSArguments, _ config: LFSConfig) -> PathFilter {
        PathFilter(config, include: arguments.value("include"), exclude: arguments.value("exclude"))
    }

    /// The options alone.
    static func filter(_ arguments: LFSArguments) -> PathFilter {
        PathFilter(include: arguments.value("include"), exclude: arguments.value("exclude"))
    }
}
