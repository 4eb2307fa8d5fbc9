/// All rows of a group go to one part. Groups are taken in the order of their hashes, each to the part that is furthest
/// from its share of the rows, so that the shares are met to within a group.
package final class GroupedSplit: SplitMethod {
    private let parts: [SplitPart]
    private let hash: SplitHash
    private var sizes: [String: Int] = [:]
    private var places: [String: Int] = [:]

    package init(_ parts: [SplitPart], seed: UInt64) {
        self.parts = parts
        hash = SplitHash(seed: seed)
    }

    package var groups: Int { sizes.count }

    package func observe(_ row: SplitRow) { sizes[row.label, default: 0] += 1 }

    package func prepare() {
        guard places.isEmpty else { return }
        let total = parts.reduce(0) { $0 + $1.share }
        let rows = Double(sizes.values.reduce(0, +))
        var missing = parts.map { $0.share / total * rows }
        let order = sizes.map { (hash: hash($0.key), name: $0.key, size: $0.value) }.sorted {
            $0.hash == $1.hash ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : $0.hash < $1.hash
        }
        for group in order {
            let part = missing.indices.max { (missing[$0], $1) < (missing[$1], $0) } ?? 0
            places[group.name] = part
            missing[part] -= Double(group.size)
        }
    }

    package func part(of row: SplitRow) -> Int { places[row.label] ?? 0 }
}
