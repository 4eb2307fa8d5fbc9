internal import ArgumentParser

/// `git mlops plots`: bare, it shows those of the worktree.
struct PlotsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plots", abstract: "Draw the plots that the pipeline declares",
        subcommands: [PlotsShow.self, PlotsDiff.self, PlotsTemplates.self], defaultSubcommand: PlotsShow.self)
}

/// How plots come out.
struct PlotOutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON document with all points")
    var json = false

    @Flag(help: "Print one plot as a Vega-Lite specification, with its template filled in")
    var showVega = false

    @Option(name: .shortAndLong, help: "Write drawings (SVG) and index.html into this folder")
    var output: String?

    @Flag(help: "With --output: drawings as PNG as well, by rsvg-convert")
    var png = false

    init() {}
}
