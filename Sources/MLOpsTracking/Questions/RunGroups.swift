package import MLOpsCore
package import MLOpsIndex

/// Runs that have the same values in some columns, summed up.
package struct RunGroups: Sendable {
    package struct Summary: Sendable {
        package let count: Int
        package let mean: Double
        package let smallest: Double
        package let largest: Double
    }

    package struct Group: Sendable {
        package let by: [JSONValue?]
        package let runs: [String]
        /// One for each metric; nil when no run of the group has a number.
        package let metrics: [Summary?]
    }

    package let groups: [Group]

    /// Groups in the order in which their first runs come.
    package init(_ runs: [(row: RunRow, values: RunValues)], by columns: [RunColumn], metrics: [RunColumn]) {
        var order: [[JSONValue?]] = []
        var members: [[JSONValue?]: [Int]] = [:]
        for (index, run) in runs.enumerated() {
            let key = columns.map { $0.value(run.row, run.values) }
            if members[key] == nil { order.append(key) }
            members[key, default: []].append(index)
        }
        groups = order.map { key in
            let own = (members[key] ?? []).map { runs[$0] }
            return Group(
                by: key, runs: own.map(\.row.id),
                metrics: metrics.map { metric in
                    Self.summary(own.compactMap { metric.value($0.row, $0.values).flatMap(RunValues.number) })
                })
        }
    }

    private static func summary(_ numbers: [Double]) -> Summary? {
        let finite = numbers.filter { !$0.isNaN }
        guard let smallest = finite.min(), let largest = finite.max() else { return nil }
        return Summary(
            count: finite.count, mean: finite.reduce(0, +) / Double(finite.count), smallest: smallest, largest: largest)
    }
}
