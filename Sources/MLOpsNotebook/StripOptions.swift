/// What ``NotebookStrip`` removes and keeps. The default is what nbstripout does without options.
package struct StripOptions: Sendable, Equatable {
    package enum Mode: Sendable {
        /// nbformat 1 to 4, told apart by the `nbformat` key.
        case jupyter
        /// Zeppelin notes (`.zpln`): `results` of every paragraph emptied, nothing else.
        case zeppelin
    }

    package var mode: Mode = .jupyter
    /// Keep outputs. nil: the notebook's own `metadata.keep_output` decides, and without it they go.
    package var keepOutput: Bool?
    /// Keep `execution_count` and `prompt_number`.
    package var keepCount = false
    /// Keep cell ids; missing and repeated ones are filled in so that the same notebook always gets the same.
    /// Otherwise each id becomes the cell's index.
    package var keepID = false
    /// More keys to remove: `metadata.x`, `cell.metadata.x.y`. A key that holds dots itself is found first.
    package var extraKeys: [String] = []
    /// Keys of the defaults and of `extraKeys` to leave alone.
    package var keepMetadataKeys: [String] = []
    /// Drop cells whose source is empty or only whitespace.
    package var dropEmptyCells = false
    /// Drop cells that have any of these tags.
    package var dropTaggedCells: [String] = []
    /// Strip outputs of cells whose metadata has a true `init_cell`, too.
    package var stripInitCells = false
    /// Keep outputs whose strings are together at most this many characters (not bytes).
    package var maxSize = 0
    /// Outputs to drop although outputs are kept: `type` or `type:name`, such as `stream:stderr`.
    package var dropOutputTypes: [String] = []
    /// Outputs to keep although outputs are stripped: `type` or `type:name`.
    package var keepOutputTypes: [String] = []
    /// Say what was removed from which cell; a filter has no use for it.
    package var collectFindings = true
    /// Say where the outputs of code cells stand in what was read, for a cache of them.
    package var collectOutputs = false

    package init() {}

    /// What goes by default besides outputs, counts and ids.
    package static let defaultKeys = [
        "metadata.signature", "metadata.widgets", "cell.metadata.collapsed", "cell.metadata.ExecuteTime",
        "cell.metadata.execution", "cell.metadata.heading_collapsed", "cell.metadata.hidden", "cell.metadata.scrolled",
    ]
}
