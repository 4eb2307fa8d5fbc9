/// How a classifier treats groups of rows, as fairlearn measures it; but what a group cannot tell is said, not taken
/// for 0.
package struct GroupFairness: Sendable {
    /// What is known of one group. A rate is nil without the rows that it is a part of.
    package struct Group: Sendable, Equatable {
        package let name: String
        package let rows: Int
        package let positives: Int
        package let selectionRate: Double?
        package let truePositiveRate: Double?
        package let falsePositiveRate: Double?
    }

    /// The largest difference and the smallest ratio between any two groups; nil where some group has no value.
    package struct Gap: Sendable, Equatable {
        package let difference: Double?
        package let ratio: Double?
    }

    package let groups: [Group]
    /// Groups with fewer rows than asked for, or without positive or negative rows.
    package let undecided: [Group]

    /// Nil unless there are two classes. Groups are in the order of their names' bytes.
    package init?(_ data: Classification, groups names: [String], minimum: Int = 30) {
        guard let positive = data.positive, data.classes.count <= 2 else { return nil }
        let rows = Dictionary(grouping: data.truth.indices, by: { names[$0] })
        groups = rows.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { name in
            let matrix = ConfusionMatrix(data.rows(rows[name] ?? []))
            return Group(
                name: name, rows: Int(matrix.total), positives: Int(matrix.support(positive)),
                selectionRate: matrix.selectionRate(positive), truePositiveRate: matrix.recall(positive),
                falsePositiveRate: matrix.falsePositiveRate(positive))
        }
        undecided = groups.filter {
            $0.rows < minimum || $0.truePositiveRate == nil || $0.falsePositiveRate == nil
        }
    }

    /// Whether groups are selected equally often.
    package var demographicParity: Gap { gap(groups.map(\.selectionRate)) }

    /// Whether groups have equal rates of true positives.
    package var equalOpportunity: Gap { gap(groups.map(\.truePositiveRate)) }

    /// The worse of the gaps in the rates of true and of false positives.
    package var equalizedOdds: Gap {
        let truePositives = equalOpportunity, falsePositives = gap(groups.map(\.falsePositiveRate))
        guard let first = truePositives.difference, let second = falsePositives.difference else {
            return Gap(difference: nil, ratio: nil)
        }
        // Rates that are 0 in every group are equal and have no ratio: the other one decides.
        return Gap(
            difference: max(first, second), ratio: [truePositives.ratio, falsePositives.ratio].compactMap { $0 }.min())
    }

    private func gap(_ rates: [Double?]) -> Gap {
        let known = rates.compactMap { $0 }
        guard known.count == rates.count, let low = known.min(), let high = known.max() else {
            return Gap(difference: nil, ratio: nil)
        }
        return Gap(difference: high - low, ratio: high > 0 ? low / high : nil)
    }
}
