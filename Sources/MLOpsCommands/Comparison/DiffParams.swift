internal import ArgumentParser
internal import MLOpsReport

struct DiffParams: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff-params",
        abstract: "Compare the parameters of two commits, runs or the worktree",
        discussion: """
            Without arguments HEAD is compared with the worktree; one argument is compared with HEAD. Parameters are \
            those of params.yaml and of the other files and keys that mlops.yaml or dvc.yaml declares.
            """)

    @OptionGroup var options: ComparisonOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        try ComparisonView(options: options, session: session).show(.params)
    }
}
