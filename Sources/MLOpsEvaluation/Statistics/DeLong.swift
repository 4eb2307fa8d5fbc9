internal import Glibc

/// The area under the ROC curve with its sampling error, by midranks (DeLong,
/// DeLong and Clarke-Pearson 1988 in the O(n log n) form of Sun and Xu 2014).
package struct DeLong: Sendable {
    package let auc: Double
    /// What each positive row adds to the area, and each negative one.
    private let positives: [Double]
    private let negatives: [Double]

    /// Nil when one class has fewer than two rows.
    package init?(scores: [Double], isPositive: [Bool]) {
        let m = isPositive.count { $0 }, n = isPositive.count - m
        guard m >= 2, n >= 2 else { return nil }
        let all = Self.midranks(scores)
        let positiveRows = isPositive.indices.filter { isPositive[$0] }
        let negativeRows = isPositive.indices.filter { !isPositive[$0] }
        let amongPositives = Self.midranks(positiveRows.map { scores[$0] })
        let amongNegatives = Self.midranks(negativeRows.map { scores[$0] })
        positives = positiveRows.indices.map { (all[positiveRows[$0]] - amongPositives[$0]) / Double(n) }
        negatives = negativeRows.indices.map { 1 - (all[negativeRows[$0]] - amongNegatives[$0]) / Double(m) }
        auc = positives.reduce(0, +) / Double(m)
    }

    package var variance: Double { Self.variance(positives, negatives) }

    private static func variance(_ parts: [Double]...) -> Double {
        parts.reduce(0) { sum, values in
            let error = Moments.meanAndError(values).error
            return sum + error * error
        }
    }

    /// The standard error of the difference of two areas over the same rows.
    package func errorOfDifference(to other: DeLong) -> Double {
        sqrt(
            Self.variance(
                zip(positives, other.positives).map { $0 - $1 }, zip(negatives, other.negatives).map { $0 - $1 }))
    }

    /// Normal, cut at 0 and 1.
    package func interval(confidence: Double) -> Interval {
        let half = Distributions.normalQuantile(0.5 + confidence / 2) * sqrt(max(0, variance))
        return Interval(max(0, auc - half), min(1, auc + half))
    }

    /// Ranks from 1, the mean rank for equal values.
    private static func midranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = Array(repeating: 0.0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
            start = end + 1
        }
        return ranks
    }
}
