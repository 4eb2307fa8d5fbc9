internal import Glibc

/// A loss for each row; the metric is their mean.
package enum RowLosses {
    /// Probabilities are kept off 0 and 1 by this much, as `sklearn.metrics.log_loss` does for doubles.
    private static let margin = 2.220446049250313e-16

    /// The negative logarithm of what was given to the right class. Nil without a probability for every class.
    package static func log(_ data: Classification) -> [Double]? {
        guard let scores = data.scores else { return nil }
        if let positive = data.positive, let column = data.positiveScores {
            return data.truth.indices.map { row in
                loss(data.truth[row] == positive ? column[row] : 1 - column[row])
            }
        }
        guard scores.count == data.classes.count else { return nil }
        return data.truth.indices.map { loss(scores[data.truth[$0]][$0]) }
    }

    private static func loss(_ probability: Double) -> Double {
        -Glibc.log(min(max(probability, margin), 1 - margin))
    }

    /// The squared distance of the positive class's probability from what happened; of all classes' where there are
    /// more than two (`sklearn.metrics.brier_score_loss`).
    package static func brier(_ data: Classification) -> [Double]? {
        guard let scores = data.scores else { return nil }
        if let positive = data.positive, let column = data.positiveScores {
            return data.truth.indices.map { square(column[$0] - (data.truth[$0] == positive ? 1 : 0)) }
        }
        guard scores.count == data.classes.count else { return nil }
        return data.truth.indices.map { row in
            scores.indices.reduce(0) { $0 + square(scores[$1][row] - (data.truth[row] == $1 ? 1 : 0)) }
        }
    }

    package static func absolute(_ data: Regression) -> [Double] {
        zip(data.truth, data.predicted).map { abs($0 - $1) }
    }

    package static func squared(_ data: Regression) -> [Double] {
        zip(data.truth, data.predicted).map { square($0 - $1) }
    }

    private static func square(_ value: Double) -> Double { value * value }
}
