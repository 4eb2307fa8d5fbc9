internal import ArgumentParser
internal import MLOpsPipeline
internal import MLOpsReport

struct DiffParams: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff-params",
        abstract: "Compare the parameters of two commits, runs or the worktree",
        discussion: """
            Without arguments HEAD is compared with the worktree; one argument is compared with HEAD. Parameters are \
            those of params.yaml and of the other files and keys that mlops.yaml or dvc.yaml declares.
            """)

    @Flag(help: "Compare only what stages depend on")
    var deps = false

    @OptionGroup var options: ComparisonOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        try ComparisonView(options: options, session: session).show(.params, choice: deps ? .dependencies : .all)
    }
}
