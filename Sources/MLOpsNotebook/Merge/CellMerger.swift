internal import MLOpsCore

/// One merge under way.
struct CellMerger {
    let base: NotebookContent
    let ours: NotebookContent
    let theirs: NotebookContent
    let lines: LineMerge
    let fromOurs: CellMatching
    let fromTheirs: CellMatching
    /// For each cell of the base its place on a side; nil: deleted there.
    let inOurs: [Int?]
    let inTheirs: [Int?]
    var values = ValueMerge()
    var notes: [String] = []

    init(_ base: NotebookContent, _ ours: NotebookContent, _ theirs: NotebookContent, lines: LineMerge) {
        (self.base, self.ours, self.theirs, self.lines) = (base, ours, theirs, lines)
        fromOurs = CellMatching(base, ours)
        fromTheirs = CellMatching(base, theirs)
        inOurs = fromOurs.destinations(count: base.cells.count)
        inTheirs = fromTheirs.destinations(count: base.cells.count)
    }

    mutating func merge() -> NotebookMerge.Result {
        var result = ours
        result.minor = max(ours.minor, theirs.minor)
        result.root = values.merge(base.root, ours.root, theirs.root, path: "")
        result.cells = []
        var conflicts: [Int] = []
        for token in order() {
            let (cell, isConflict) = cell(token)
            result.cells.append(cell)
            if isConflict { conflicts.append(result.cells.count) }
        }
        for path in values.disputes where path != "nbformat_minor" {
            notes.append("both sides changed \(path); that of '\(lines.ours)' stays")
        }
        return NotebookMerge.Result(bytes: layOut(result), conflicts: conflicts, notes: notes)
    }

    private mutating func cell(_ token: CellToken) -> (cell: NotebookCell, isConflict: Bool) {
        switch token {
        case .ours(let place): (ours.cells[place], false)
        case .theirs(let place): (theirs.cells[place], false)
        case .base(let place): merge(place)
        }
    }

    /// In the canonical layout, nothing removed; ids that count cells count them anew.
    private func layOut(_ notebook: NotebookContent) -> [UInt8] {
        var options = StripOptions()
        options.keepOutput = true
        options.keepCount = true
        options.keepMetadataKeys = StripOptions.defaultKeys
        options.collectFindings = false
        options.keepID = ![ours, theirs].allSatisfy { $0.cells.isEmpty || $0.hasNumbersAsIDs }
        let bytes = notebook.serialized
        return (try? NotebookStrip.strip(bytes, options: options).bytes) ?? bytes
    }
}
