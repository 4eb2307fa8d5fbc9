internal import MLOpsCore

extension NotebookStripper {
    /// What tells the id of a cell from others: its text, or the digits and words of one that is no string.
    func identifier(of cell: Int) -> [UInt8]? {
        guard let value = document.member("id", of: cell) else { return nil }
        return document.kind(value) == .string
            ? document.tape.decodedBytes(value) : Array(document.tape.literal(value).utf8)
    }

    /// The id of a cell that has one: its index, or with `keepID` its own unless an earlier cell has the same.
    mutating func writeID(_ value: Int, of cell: Int, _ removed: inout [StripFinding.Removal]) {
        if options.keepID {
            guard format.requiresIDs, let own = identifier(of: cell), !identifiers.claim(own) else {
                return writer.write(value)
            }
            removed.append(.identifier)
            return writer.writeText(identifiers.make(for: text(of: cell)))
        }
        let index = String(writtenCells)
        if !document.says(value, index) { removed.append(.identifier) }
        writer.writeText(index)
    }

    /// The id of a cell that lacks one but needs it.
    mutating func writeNewID(of cell: Int, _ removed: inout [StripFinding.Removal]) {
        removed.append(.identifier)
        writer.startMember("id")
        writer.writeText(options.keepID ? identifiers.make(for: text(of: cell)) : String(writtenCells))
    }

    private func text(of cell: Int) -> [UInt8] {
        let parts = ["cell_type", "source"].compactMap { (name: StaticString) in document.member(name, of: cell) }
        return parts.flatMap { document.strings($0) ?? [] }.flatMap { document.tape.decodedBytes($0) }
    }
}
