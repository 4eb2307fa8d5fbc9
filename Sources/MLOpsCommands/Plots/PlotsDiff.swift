internal import ArgumentParser
internal import MLOpsCore

struct PlotsDiff: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Draw the plots of two commits into one another",
        usage: "git mlops plots diff [<a> [<b>] | <a>..<b>] [--targets <plot>...] [--json] [--output <dir>] [--png]",
        discussion: "Without arguments HEAD is compared with the worktree; one argument is compared with it as well.")

    @Argument(help: "Commits: none, one, two, or one 'A..B'")
    var sides: [String] = []

    @Option(parsing: .upToNextOption, help: "Names or files of plots (default: all)")
    var targets: [String] = []

    @OptionGroup var output: PlotOutputOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        let isAlone = sides.count == 1 && !sides[0].contains("..")
        let range = try ComparisonRange(arguments: sides, worktree: isAlone)
        return try PlotsView(session: session, options: output).show([range.old, range.new], targets: targets)
    }
}
