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
    var maxSize = "0"

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
        if Self.size(maxSize) == nil { throw ValidationError("bad size '\(maxSize)'") }
    }

    /// The options, with those from git's configuration: `mlops.notebook.*` first, nbstripout's own keys too, so
    /// that a team can mix both.
    func options(_ config: GitConfig?) -> StripOptions {
        var options = NotebookSettings.options(config)
        options.mode = mode == "zeppelin" ? .zeppelin : .jupyter
        if keepOutput { options.keepOutput = true }
        if keepCount { options.keepCount = true }
        if keepId { options.keepID = true }
        options.extraKeys += Self.words(extraKeys)
        options.keepMetadataKeys += Self.words(keepMetadataKeys)
        options.dropEmptyCells = dropEmptyCells
        options.dropTaggedCells = Self.words(dropTaggedCells)
        options.stripInitCells = stripInitCells
        options.maxSize = Self.size(maxSize) ?? 0
        options.dropOutputTypes = dropOutputType
        options.keepOutputTypes = keepOutputType
        return options
    }

    static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// "10k" is 10,000, as nbstripout counts.
    static func size(_ text: String) -> Int? {
        let scale: [Character: Int] = ["K": 1000, "M": 1_000_000, "G": 1_000_000_000]
        let text = text.uppercased()
        guard let last = text.last else { return nil }
        let number = scale[last] == nil ? text[...] : text.dropLast()
        guard let value = Int(number), value >= 0 else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: scale[last] ?? 1)
        return overflow ? nil : product
    }
}
