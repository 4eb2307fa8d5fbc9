internal import ArgumentParser
internal import MLOpsGit
internal import MLOpsNotebook

/// What to keep and what to remove, under nbstripout's names.
struct StripArguments: ParsableArguments {
    @Flag(help: "Keep outputs") var keepOutput = false
    @Flag(help: "Keep execution counts") var keepCount = false
    @Flag(help: "Keep cell ids; otherwise each becomes the cell's number") var keepId = false

    @Option(help: ArgumentHelp("More metadata keys to remove, such as 'metadata.x cell.metadata.y'", valueName: "keys"))
    var extraKeys = ""

    @Option(help: ArgumentHelp("Metadata keys to keep", valueName: "keys"))
    var keepMetadataKeys = ""

    @Flag(help: "Remove cells without source") var dropEmptyCells = false

    @Option(help: ArgumentHelp("Remove cells with any of these tags", valueName: "tags"))
    var dropTaggedCells = ""

    @Flag(help: "Strip cells marked init_cell, too") var stripInitCells = false

    @Option(help: ArgumentHelp("Keep outputs up to so many characters (k, M, G)", valueName: "size"))
    var maxSize: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("With --keep-output: types to drop all the same", valueName: "type"))
    var dropOutputType: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Types of output to keep, such as stream:stderr", valueName: "type"))
    var keepOutputType: [String] = []

    @Option(name: .shortAndLong, help: "jupyter or zeppelin") var mode = "jupyter"

    init() {}

    func validate() throws {
        if mode != "jupyter", mode != "zeppelin" { throw ValidationError("unknown mode '\(mode)'") }
        if let maxSize, StripOptions.size(maxSize) == nil { throw ValidationError("bad size '\(maxSize)'") }
    }

    /// The options of the command line over those from git's configuration, nbstripout's own keys too, so that a team
    /// can mix both.
    func options(_ config: GitConfig?) -> StripOptions {
        var options = NotebookSettings.options(config)
        options.mode = mode == "zeppelin" ? .zeppelin : .jupyter
        if keepOutput { options.keepOutput = true }
        if keepCount { options.keepCount = true }
        if keepId { options.keepID = true }
        options.extraKeys += StripOptions.words(extraKeys)
        options.keepMetadataKeys += StripOptions.words(keepMetadataKeys)
        if dropEmptyCells { options.dropEmptyCells = true }
        options.dropTaggedCells += StripOptions.words(dropTaggedCells)
        if stripInitCells { options.stripInitCells = true }
        if let size = maxSize.flatMap(StripOptions.size) { options.maxSize = size }
        options.dropOutputTypes += dropOutputType
        options.keepOutputTypes += keepOutputType
        return options
    }
}
