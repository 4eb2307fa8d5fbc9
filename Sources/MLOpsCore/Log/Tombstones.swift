/// Deletions of one thing: it is hidden while one of them is not lifted. A restoration lifts only those it names, so a
/// deletion made elsewhere at the same time, or later, counts.
package struct Tombstones: Sendable, Equatable {
    private var all: [String] = []
    private var lifted: Set<String> = []

    package init() {}

    package var isDeleted: Bool { !standing.isEmpty }
    /// What a restoration has to name.
    package var standing: [String] { all.filter { !lifted.contains($0) } }

    mutating func delete(_ op: Op) { all.append(op.id) }
    mutating func restore(_ op: Op) { lifted.formUnion(op.texts("tombstones")) }
}
