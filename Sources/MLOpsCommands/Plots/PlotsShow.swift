internal import ArgumentParser
internal import MLOpsCore

struct PlotsShow: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Draw the plots of the worktree or a commit",
        discussion: "Without --output each series is shown as bars of text, with its first and its last value.")

    @Argument(help: "Names or files of plots (default: all)")
    var targets: [String] = []

    @Option(help: "The commit to take them from (default: the worktree)")
    var rev: String?

    @OptionGroup var output: PlotOutputOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        let revisions = [rev.map(ComparisonRange.Name.revision) ?? .worktree]
        return try PlotsView(session: session, options: output).show(revisions, targets: targets)
    }
}
