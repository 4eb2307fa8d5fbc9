/// How many rows of each stratum go to each part: every stratum's share to the row, up or down, so that the parts as a
/// whole have their shares to the row as well.
struct SplitQuota {
    private let shares: [Double]
    /// What each part is short of so far.
    private var missing: [Double]

    init(_ parts: [SplitPart]) {
        let total = parts.reduce(0) { $0 + $1.share }
        shares = parts.map { $0.share / total }
        missing = parts.map { _ in 0 }
    }

    /// The counts of the next stratum, which has `rows` rows. What is left beyond whole rows goes to the parts that are
    /// short of most, and among equals to the one with the larger fraction.
    mutating func next(_ rows: Int) -> [Int] {
        let exact = shares.map { $0 * Double(rows) }
        // A share of 0.1 times 30 is a little less than 3.
        var counts = exact.map { Int($0 + 1e-9) }
        for part in counts.indices { missing[part] += exact[part] - Double(counts[part]) }
        let order = counts.indices.filter { exact[$0] - Double(counts[$0]) > 1e-9 }.sorted {
            (missing[$1], exact[$1] - Double(counts[$1]), $0) < (missing[$0], exact[$0] - Double(counts[$0]), $1)
        }
        for part in order.prefix(max(0, rows - counts.reduce(0, +))) {
            counts[part] += 1
            missing[part] -= 1
        }
        return counts
    }
}
