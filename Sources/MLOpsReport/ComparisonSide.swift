package import MLOpsCore

/// One of the two things that are compared: a commit, a run or the worktree, and its values.
package struct ComparisonSide: Sendable {
    /// Where the values come from.
    package enum Source: Sendable, Equatable {
        /// The newest finished run attached to the commit, or the run that was named.
        case run(String)
        /// The declared files, as they stand in the commit's tree or the worktree.
        case files
        /// There are no values.
        case none
    }

    package struct File: Sendable {
        /// Relative to the top of the repository; "" for values that were logged without a file.
        package var path: String
        package var values: [(key: String, value: JSONValue)]

        package init(path: String, values: [(key: String, value: JSONValue)]) {
            self.path = path
            self.values = values
        }
    }

    /// What the user called it: `HEAD~1`, a run's name, `worktree`.
    package var label: String
    package var source: Source
    /// The full commit id, where there is one.
    package var commit: String?
    package var files: [File]
    /// Declared directions, by dotted key or pattern.
    package var directions: [String: MetricDirection]

    package init(
        label: String, source: Source, commit: String? = nil, files: [File] = [],
        directions: [String: MetricDirection] = [:]
    ) {
        self.label = label
        self.source = source
        self.commit = commit
        self.files = files
        self.directions = directions
    }
}
