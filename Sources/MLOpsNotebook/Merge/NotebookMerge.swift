internal import MLOpsCore

/// Merges two notebooks cell by cell against the version that both come from. A conflict stands inside the source of
/// its cell, between git's markers, so that the notebook opens everywhere. No cell that one side added or changed is
/// ever left out.
package struct NotebookMerge {
    package struct Result: Sendable {
        package let bytes: [UInt8]
        /// Cells with conflict markers, counted from 1 in the merged notebook.
        package let conflicts: [Int]
        /// What was decided without asking, a sentence each.
        package let notes: [String]
    }

    package var markerSize = 7
    package var ours = "ours"
    package var theirs = "theirs"

    package init() {}

    /// nil when one of the three cannot be merged by cells: no notebook of nbformat 4.
    package func merge(base: [UInt8], ours: [UInt8], theirs: [UInt8]) -> Result? {
        if ours == theirs || base == theirs { return Result(bytes: ours, conflicts: [], notes: []) }
        if base == ours { return Result(bytes: theirs, conflicts: [], notes: []) }
        guard let first = NotebookContent(ours), let second = NotebookContent(theirs),
            let origin = NotebookContent(base) ?? (base.isEmpty ? Self.nothing(like: first) : nil),
            first.major == 4, second.major == 4, origin.major == 4
        else { return nil }
        var merger = CellMerger(
            origin, first, second, lines: LineMerge(markerSize: markerSize, ours: self.ours, theirs: self.theirs))
        return merger.merge()
    }

    /// What both sides started from when both added the file.
    private static func nothing(like notebook: NotebookContent) -> NotebookContent {
        var nothing = notebook
        nothing.cells = []
        nothing.root = [:]
        return nothing
    }
}
