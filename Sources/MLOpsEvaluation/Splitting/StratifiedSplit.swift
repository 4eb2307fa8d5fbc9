/// Each stratum is cut by the shares; its rows are taken in the order of their hashes. Which rows are in a part does not
/// depend on their order in the file: rows with one hash, which are equal rows, stand side by side, and only where a cut
/// falls between them do they go to two parts. Keeps eight bytes a row.
package final class StratifiedSplit: SplitMethod {
    /// The hashes of a stratum that are the last of each part, and how many rows with that hash it takes.
    private struct Cuts {
        var bounds: [UInt64] = []
        var quotas: [Int] = []
        var taken: [Int] = []
    }

    private let parts: [SplitPart]
    private var hashes: [String: [UInt64]] = [:]
    private var cuts: [String: Cuts] = [:]
    /// Rows of which an equal one is in another part.
    package private(set) var torn = 0

    package init(_ parts: [SplitPart]) { self.parts = parts }

    package var strata: Int { hashes.count }

    package func observe(_ row: SplitRow) { hashes[row.label, default: []].append(row.hash) }

    package func prepare() {
        guard cuts.isEmpty else {
            for label in cuts.keys { cuts[label]?.taken = parts.map { _ in 0 } }
            return
        }
        var quota = SplitQuota(parts)
        for label in hashes.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            hashes[label]?.sort()
            let sorted = hashes[label] ?? []
            cuts[label] = cut(sorted, quota.next(sorted.count))
        }
        hashes = [:]
    }

    private func cut(_ sorted: [UInt64], _ counts: [Int]) -> Cuts {
        var cuts = Cuts(taken: parts.map { _ in 0 })
        var end = 0
        for count in counts {
            let start = end
            end += count
            guard count > 0 else {
                cuts.bounds.append(start > 0 ? sorted[start - 1] : 0)
                cuts.quotas.append(0)
                continue
            }
            let bound = sorted[end - 1]
            cuts.bounds.append(bound)
            var first = end - 1
            while first > start, sorted[first - 1] == bound { first -= 1 }
            cuts.quotas.append(end - first)
            if end < sorted.count, sorted[end] == bound { torn += end - first }
        }
        return cuts
    }

    package func part(of row: SplitRow) -> Int {
        guard let cuts = cuts[row.label] else { return 0 }
        for part in parts.indices {
            if row.hash < cuts.bounds[part] { return part }
            if row.hash == cuts.bounds[part], cuts.taken[part] < cuts.quotas[part] {
                self.cuts[row.label]?.taken[part] += 1
                return part
            }
        }
        return parts.count - 1
    }
}
