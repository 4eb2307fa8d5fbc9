internal import MLOpsCore

extension NotebookStripper {
    /// Writes a cell without what is to go from it; nothing at all when the cell itself is to go.
    mutating func writeCell(_ cell: Int) throws(NotebookError) {
        guard document.kind(cell) == .object else { throw NotebookError("cell \(readCells + 1) is no object") }
        let rule = CellRule(document: document, format: format, options: options)
        guard !rule.drops(cell) else { return note(readCells, [.cell]) }
        let keeps = try rule.keepsOutput(cell, number: readCells + 1, default: keepsOutput)
        writer.removed = format.major == 4 ? transientKeys(of: cell) : []
        let found = keys.cell.filter { document.remove($0[...], below: cell, &writer.removed) }
        if format.major == 3 { writer.removed += transientKeys(of: cell) + document.keys(["trusted"], of: cell) }
        var removed: [StripFinding.Removal] = []
        writer.startItem()
        writer.open(.openObject)
        writeMembers(of: cell, keepsOutput: keeps, &removed)
        writer.close(.closeObject)
        note(readCells, removed + found.map { .key($0.asText) })
        writtenCells += 1
    }

    /// What nbformat drops from a cell's metadata.
    private func transientKeys(of cell: Int) -> [Int] {
        guard let metadata = document.member("metadata", of: cell) else { return [] }
        return document.keys(["trusted"], of: metadata)
    }

    private mutating func writeMembers(of cell: Int, keepsOutput: Bool, _ removed: inout [StripFinding.Removal]) {
        let isCode = document.member("cell_type", of: cell).map { document.says($0, "code") } ?? false
        var lacksID = format.requiresIDs && document.member("id", of: cell) == nil
        for member in writer.members(of: cell) {
            if lacksID, document.tape.decodedBytes(member.key).lexicographicallyPrecedes("id".utf8) == false {
                writeNewID(of: cell, &removed)
                lacksID = false
            }
            writer.startMember(member.key)
            write(member, of: cell, isCode: isCode, keepsOutput: keepsOutput, &removed)
        }
        if lacksID { writeNewID(of: cell, &removed) }
    }

    private mutating func write(
        _ member: NotebookDocument.Member, of cell: Int, isCode: Bool, keepsOutput: Bool,
        _ removed: inout [StripFinding.Removal]
    ) {
        switch CellKey(document, member.key) {
        case .id: writeID(member.value, of: cell, &removed)
        case .count: writeCount(member.value, &removed)
        case .outputs: writeOutputs(member.value, isCode: isCode, keepsOutput: keepsOutput, &removed)
        case .source where format.major == 4 || !isCode: writer.writeLines(member.value, format)
        case .rendered where format.major < 4 && !isCode: writer.writeLines(member.value, format)
        case .input where format.major < 4 && isCode: writer.writeLines(member.value, format)
        case .attachments where format.major == 4: writeAttachments(member.value)
        default: writer.write(member.value)
        }
    }

    private mutating func writeCount(_ value: Int, _ removed: inout [StripFinding.Removal]) {
        guard !options.keepCount else { return writer.write(value) }
        if document.kind(value) != .null, !removed.contains(.executionCount) { removed.append(.executionCount) }
        writer.writeNull()
    }

    private mutating func writeAttachments(_ value: Int) {
        guard document.kind(value) == .object else { return writer.write(value) }
        writer.open(.openObject)
        for member in writer.members(of: value) {
            writer.startMember(member.key)
            writer.writeMimeBundle(member.value, format)
        }
        writer.close(.closeObject)
    }
}

/// The members of a cell that are not written as they are.
private enum CellKey {
    case id, count, outputs, source, rendered, input, attachments, other

    init(_ document: NotebookDocument, _ key: Int) {
        let names: [(StaticString, CellKey)] = [
            ("source", .source), ("outputs", .outputs), ("execution_count", .count), ("id", .id), ("input", .input),
            ("prompt_number", .count), ("attachments", .attachments), ("rendered", .rendered),
        ]
        self = names.first { document.says(key, $0.0) }?.1 ?? .other
    }
}
