internal import MLOpsCore

/// What the metadata and the text of a cell say about keeping it and its outputs.
struct CellRule {
    let document: NotebookDocument
    let format: NotebookFormat
    let options: StripOptions

    /// Whether the whole cell goes: empty, or tagged with one of the tags to drop.
    func drops(_ cell: Int) -> Bool {
        if options.dropEmptyCells, !hasText(cell) { return true }
        guard !options.dropTaggedCells.isEmpty, let tags = tags(of: cell) else { return false }
        return options.dropTaggedCells.contains { document.contains(tags, $0) }
    }

    /// Whether the outputs of `cell` stay. `init_cell` decides alone; then `keep_output` in metadata or tags.
    func keepsOutput(_ cell: Int, number: Int, default kept: Bool) throws(NotebookError) -> Bool {
        guard let metadata = document.member("metadata", of: cell) else { return kept }
        if let initial = document.member("init_cell", of: metadata) {
            return document.isTrue(initial) && !options.stripInitCells
        }
        let isTagged = tags(of: cell).map { document.contains($0, "keep_output") } ?? false
        guard let stated = document.member("keep_output", of: metadata) else { return isTagged || kept }
        guard document.isTrue(stated) || !isTagged else {
            throw NotebookError("cell \(number): 'keep_output' is false, but it is tagged 'keep_output'")
        }
        return document.isTrue(stated)
    }

    private func tags(of cell: Int) -> Int? {
        document.member("metadata", of: cell).flatMap { document.member("tags", of: $0) }
    }

    /// Whether the text of the cell holds anything but whitespace. nbformat 3 has it under `input`, 1 under `code`
    /// or `text`.
    private func hasText(_ cell: Int) -> Bool {
        let names: [StaticString] = format.major == 4 ? ["source"] : ["source", "input", "code", "text"]
        return names.compactMap { document.member($0, of: cell) }.contains { text in
            guard let strings = document.strings(text) else { return document.isTrue(text) }
            return strings.contains { !isWhitespace(document.tape.decodedBytes($0)) }
        }
    }

    private func isWhitespace(_ text: [UInt8]) -> Bool {
        String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy { scalar in
            // Python counts the four information separators; Unicode's White_Space does not.
            scalar.properties.isWhitespace || 0x1c...0x1f ~= scalar.value
        }
    }
}
