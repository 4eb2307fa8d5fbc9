internal import ArgumentParser
internal import MLOpsReport

struct DiffMetrics: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff-metrics",
        abstract: "Compare the metrics of two commits, runs or the worktree",
        discussion: """
            Without arguments HEAD is compared with the worktree; one argument is compared with HEAD. A commit's \
            metrics are those of the newest finished run attached to it, else the metrics files that mlops.yaml or \
            dvc.yaml declares, as they stand in that commit.
            """)

    @OptionGroup var options: ComparisonOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        try ComparisonView(options: options, session: session).show(.metrics)
    }
}
