internal import ArgumentParser

/// What is compared and how it is shown; the same for metrics and parameters.
struct ComparisonOptions: ParsableArguments {
    @Argument(help: "Commits or runs: none, one, two, or one 'A..B'")
    var sides: [String] = []

    @Flag(help: "Compare with the worktree instead of HEAD")
    var worktree = false

    @Flag(help: "Show unchanged values as well")
    var all = false

    @Option(parsing: .upToNextOption, help: "Compare these files instead of those declared")
    var targets: [String] = []

    @Option(help: "Significant digits to show")
    var precision = 5

    @Flag(name: .customLong("md"), help: "Print a Markdown table")
    var markdown = false

    @Flag(help: "Exit with 1 when something differs, 0 otherwise")
    var exitCode = false

    @OptionGroup var output: OutputOptions

    init() {}
}
