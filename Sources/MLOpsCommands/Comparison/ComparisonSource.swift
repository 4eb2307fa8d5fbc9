internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsReport

/// Where recorded runs come into a comparison. A commit's run wins over its files; a name that is no commit may be
/// a run's.
protocol ComparisonSource {
    /// The run called `name`, or nil when there is none.
    func run(named name: String, kind: Comparison.Kind) throws -> ComparisonSide?

    /// The newest finished run attached to the commit, or nil when it has none.
    func run(ofCommit commit: ObjectID, label: String, kind: Comparison.Kind) throws -> ComparisonSide?
}

/// Knows no runs.
struct NoRuns: ComparisonSource {
    func run(named name: String, kind: Comparison.Kind) throws -> ComparisonSide? { nil }

    func run(ofCommit commit: ObjectID, label: String, kind: Comparison.Kind) throws -> ComparisonSide? { nil }
}
