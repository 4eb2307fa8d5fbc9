/// A stripped notebook.
package struct StripResult: Sendable {
    /// The notebook as it is to be committed.
    package let bytes: [UInt8]
    /// Whether `bytes` differ from what was read, be it in layout only.
    package let changed: Bool
    /// Whether something was removed or renumbered, as opposed to laid out anew.
    package let contentChanged: Bool
    /// What was removed, in the order of the cells; empty when not asked for.
    package let findings: [StripFinding]
    /// Sentences about options that could not be followed.
    package let warnings: [String]
    /// The outputs of code cells, where they were asked for.
    package var outputs: [CellOutput] = []
}

/// What was removed from one cell or from the notebook itself.
package struct StripFinding: Sendable, Equatable, CustomStringConvertible {
    package enum Removal: Sendable, Equatable {
        /// The whole cell, because it is empty or tagged.
        case cell
        case outputs(Int)
        case executionCount
        /// The id was replaced.
        case identifier
        /// A key, such as `metadata.collapsed`.
        case key(String)
    }

    /// The cell's index in the file that was read, from 0; nil for the notebook's own metadata.
    package let cell: Int?
    package let removed: [Removal]

    /// "cell 3: 2 outputs, execution count"; cells are counted from 1 as people do.
    package var description: String {
        let place = cell.map { "cell \($0 + 1)" } ?? "notebook"
        return place + ": " + removed.map(\.description).joined(separator: ", ")
    }
}

extension StripFinding.Removal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cell: "the whole cell"
        case .outputs(let count): count == 1 ? "1 output" : "\(count) outputs"
        case .executionCount: "execution count"
        case .identifier: "cell id"
        case .key(let path): path
        }
    }
}
