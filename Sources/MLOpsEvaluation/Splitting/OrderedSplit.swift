/// The earliest rows go to the first part, and so on. Rows of one time stay together, in the earlier part. Keeps eight
/// bytes a row.
package final class OrderedSplit: SplitMethod {
    private let parts: [SplitPart]
    private var times: [Double] = []
    /// The last time of each part.
    private var bounds: [Double] = []

    package init(_ parts: [SplitPart]) { self.parts = parts }

    package func observe(_ row: SplitRow) { times.append(row.time) }

    package func prepare() {
        guard bounds.isEmpty else { return }
        times.sort()
        var quota = SplitQuota(parts)
        var end = 0
        for count in quota.next(times.count) {
            end += count
            bounds.append(end > 0 ? times[end - 1] : -.infinity)
        }
        times = []
    }

    package func part(of row: SplitRow) -> Int {
        bounds.firstIndex { row.time <= $0 } ?? parts.count - 1
    }
}
