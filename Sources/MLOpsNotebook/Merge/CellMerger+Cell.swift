internal import MLOpsCore

extension CellMerger {
    /// The cell at `place` of the base as both sides left it.
    mutating func merge(_ place: Int) -> (cell: NotebookCell, isConflict: Bool) {
        let origin = base.cells[place]
        switch (inOurs[place].map { ours.cells[$0] }, inTheirs[place].map { theirs.cells[$0] }) {
        case (let one?, let two?): return merge(origin, one, two)
        case (let one?, nil): return (one.with(lines.conflict(one.lines, [])), true)
        case (nil, let two?): return (two.with(lines.conflict([], two.lines)), true)
        case (nil, nil): return (origin, false)
        }
    }

    private mutating func merge(
        _ base: NotebookCell, _ one: NotebookCell, _ two: NotebookCell
    ) -> (cell: NotebookCell, isConflict: Bool) {
        let text = lines.merge(base: base.lines, ours: one.lines, theirs: two.lines)
        var cell = one.type == base.type && two.type != base.type ? two : one
        cell.source = text.text
        let merged = values.merge(base.extras, one.extras, two.extras, path: "cell")
        for key in cell.extras.keys where merged[key] == nil { cell.members[key] = nil }
        for (key, value) in merged where key != "attachments" || cell.type != "code" { cell.members[key] = value }
        if let id = one.id == base.id ? two.members["id"] : one.members["id"] { cell.members["id"] = id }
        if cell.type == "code" { takeOutputs(base, one, two, into: &cell) }
        return (cell, text.conflicts > 0)
    }

    /// Outputs come from one side whole, and only from one that has the very source of the result.
    private func takeOutputs(
        _ base: NotebookCell, _ one: NotebookCell, _ two: NotebookCell, into cell: inout NotebookCell
    ) {
        let prefersTheirs = one.results == base.results
        let sides = (prefersTheirs ? [two, one] : [one, two]).filter { $0.type == "code" }
        if let side = sides.first(where: { ByteKey($0.source) == ByteKey(cell.source) }) {
            for (key, value) in side.results { cell.members[key] = value }
        } else {
            cell.members["outputs"] = []
            cell.members["execution_count"] = .null
        }
    }
}

extension NotebookCell {
    private static let resultKeys: Set<String> = ["outputs", "execution_count"]
    private static let ownKeys: Set<String> = ["outputs", "execution_count", "source", "cell_type", "id"]

    /// What running it left.
    var results: JSONObject { JSONObject(members.filter { Self.resultKeys.contains($0.key) }) }

    /// Metadata, attachments and what else there may be.
    var extras: JSONObject { JSONObject(members.filter { !Self.ownKeys.contains($0.key) }) }

    /// What a person wrote: everything but results and the id.
    var substance: JSONObject {
        var substance = extras
        substance["cell_type"] = .string(type)
        substance["source"] = .string(source)
        return substance
    }

    func with(_ text: LineMerge.Result) -> NotebookCell {
        var cell = self
        cell.source = text.text
        return cell
    }
}
