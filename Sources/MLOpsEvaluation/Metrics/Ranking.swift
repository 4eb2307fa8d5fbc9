/// Rows in the order of their scores, the highest first; equal scores stand together. Made once, asked with many weights.
package struct Ranking: Sendable {
    private let isPositive: [Bool]
    private let order: [Int]
    /// Where each run of equal scores ends, in `order`.
    private let ends: [Int]

    /// `scores` without NaN.
    package init(scores: [Double], isPositive: [Bool]) {
        self.isPositive = isPositive
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        self.order = order
        ends = order.indices.filter { $0 + 1 == order.count || scores[order[$0 + 1]] != scores[order[$0]] }.map {
            $0 + 1
        }
    }

    /// The probability that a positive row has a higher score than a negative one, ties counting half
    /// (`sklearn.metrics.roc_auc_score`). Nil when one class is missing.
    package func rocAUC(weights: [Double]? = nil) -> Double? {
        var positives = 0.0, negatives = 0.0, wins = 0.0
        forEachTie(weights) { positive, negative in
            wins += negative * (positives + positive / 2)
            positives += positive
            negatives += negative
        }
        return positives > 0 && negatives > 0 ? wins / positives / negatives : nil
    }

    /// The step sum of precision over recall (`sklearn.metrics.average_precision_score`). Nil without positive rows.
    package func averagePrecision(weights: [Double]? = nil) -> Double? {
        var positives = 0.0, all = 0.0, sum = 0.0
        forEachTie(weights) { positive, negative in
            positives += positive
            all += positive + negative
            if all > 0 { sum += positive * positives / all }
        }
        return positives > 0 ? sum / positives : nil
    }

    private func forEachTie(_ weights: [Double]?, _ body: (_ positive: Double, _ negative: Double) -> Void) {
        var start = 0
        for end in ends {
            var positive = 0.0, negative = 0.0
            for index in start..<end {
                let row = order[index]
                let weight = weights?[row] ?? 1
                if isPositive[row] { positive += weight } else { negative += weight }
            }
            body(positive, negative)
            start = end
        }
    }
}
