internal import MLOpsCore

/// Strips one Jupyter notebook: decides per cell, then writes the cell at once, so that only the text that was
/// read and the text that is written are ever in memory. Cells that lack what nbformat demands of them (`metadata`,
/// `outputs`, `cell_type`) stay as they are; nbstripout dies on those.
struct NotebookStripper {
    let document: NotebookDocument
    let format: NotebookFormat
    let options: StripOptions
    let keys: StripKeys
    let outputs: OutputFilter
    /// Whether outputs stay where no cell says otherwise.
    let keepsOutput: Bool
    var writer: NotebookWriter
    var identifiers = CellIdentifiers([])
    var findings: [StripFinding] = []
    var contentChanged = false
    /// How many cells were read and how many were written; the latter is a cell's new id.
    var readCells = 0
    var writtenCells = 0
    private let metadata: Int

    init(_ document: NotebookDocument, options: StripOptions) throws(NotebookError) {
        self.document = document
        self.options = options
        format = try NotebookFormat(document)
        keys = StripKeys(options)
        outputs = OutputFilter(document: document, format: format, options: options)
        writer = NotebookWriter(document, layout: format.layout)
        guard let metadata = document.member("metadata", of: 0), document.kind(metadata) == .object else {
            throw NotebookError("not a notebook: it has no 'metadata'")
        }
        self.metadata = metadata
        keepsOutput = options.keepOutput ?? document.member("keep_output", of: metadata).map(document.isTrue) ?? false
    }

    mutating func strip() throws(NotebookError) -> StripResult {
        let cells = try cellLists()
        if options.keepID, format.requiresIDs {
            identifiers = CellIdentifiers(cells.flatMap(document.items).compactMap(identifier))
        }
        removeNotebookKeys()
        try writeRoot()
        let bytes = try writer.finish()
        return StripResult(
            bytes: bytes, changed: bytes != document.tape.bytes, contentChanged: contentChanged,
            findings: findings, warnings: keys.warnings)
    }

    /// The arrays that hold the cells.
    private func cellLists() throws(NotebookError) -> [Int] {
        let lists =
            format.hasWorksheets
            ? try worksheets().map { document.member("cells", of: $0) } : [document.member("cells", of: 0)]
        var found: [Int] = []
        for list in lists {
            guard let list, document.kind(list) == .array else {
                throw NotebookError("not a notebook: it has no 'cells'")
            }
            found.append(list)
        }
        return found
    }

    private func worksheets() throws(NotebookError) -> [Int] {
        guard let sheets = document.member("worksheets", of: 0), document.kind(sheets) == .array else {
            throw NotebookError("not a notebook: it has no 'worksheets'")
        }
        return document.items(sheets)
    }

    /// nbformat 4 drops its transient keys on reading, so they never count as removed; nbformat 3 on writing.
    private mutating func removeNotebookKeys() {
        let transient: [StaticString] = ["orig_nbformat", "orig_nbformat_minor"]
        var removed = format.major == 4 ? document.keys(transient + ["signature"], of: metadata) : []
        let found = keys.metadata.filter { document.remove($0[...], below: metadata, &removed) }
        note(nil, found.map { .key("metadata." + $0.asText) })
        writer.removed = removed + (format.major == 3 ? document.keys(transient, of: 0) : [])
    }

    /// Notes what was removed from a cell.
    mutating func note(_ cell: Int?, _ removed: [StripFinding.Removal]) {
        guard !removed.isEmpty else { return }
        contentChanged = true
        if options.collectFindings { findings.append(StripFinding(cell: cell, removed: removed)) }
    }

    private mutating func writeRoot() throws(NotebookError) {
        writer.open(.openObject)
        for member in writer.members(of: 0) {
            writer.startMember(member.key)
            if !format.hasWorksheets, document.says(member.key, "cells") {
                try writeCells(member.value)
            } else if format.hasWorksheets, document.says(member.key, "worksheets") {
                try writeWorksheets(member.value)
            } else {
                writer.write(member.value)
            }
        }
        writer.close(.closeObject)
    }

    private mutating func writeWorksheets(_ sheets: Int) throws(NotebookError) {
        writer.open(.openArray)
        for sheet in document.items(sheets) {
            writer.startItem()
            writer.open(.openObject)
            for member in writer.members(of: sheet) {
                writer.startMember(member.key)
                if document.says(member.key, "cells") {
                    try writeCells(member.value)
                } else {
                    writer.write(member.value)
                }
            }
            writer.close(.closeObject)
        }
        writer.close(.closeArray)
    }

    private mutating func writeCells(_ cells: Int) throws(NotebookError) {
        let notebookKeys = writer.removed
        writer.open(.openArray)
        for cell in document.items(cells) {
            try writeCell(cell)
            readCells += 1
        }
        writer.close(.closeArray)
        writer.removed = notebookKeys
    }
}
