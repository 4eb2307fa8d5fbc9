internal import Glibc

/// How often each class was taken for each: `counts[truth][predicted]`, weighted where rows have weights.
///
/// Values are scikit-learn's (`sklearn.metrics`), but nil where it returns 0 or NaN for a value that is not defined.
package struct ConfusionMatrix: Sendable, Equatable {
    package let classes: [String]
    package let counts: [[Double]]

    package init(_ data: Classification, weights: [Double]? = nil) {
        classes = data.classes
        let size = data.classes.count
        var counts = Array(repeating: Array(repeating: 0.0, count: size), count: size)
        for row in data.truth.indices { counts[data.truth[row]][data.predicted[row]] += weights?[row] ?? 1 }
        self.counts = counts
    }

    package var total: Double { counts.reduce(0) { $0 + $1.reduce(0, +) } }

    /// Rows of the class.
    package func support(_ index: Int) -> Double { counts[index].reduce(0, +) }

    /// Rows that were taken for the class.
    package func predicted(_ index: Int) -> Double { counts.reduce(0) { $0 + $1[index] } }

    private var correct: Double { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

    package var accuracy: Double? { total > 0 ? correct / total : nil }

    /// The mean recall of the classes that occur.
    package var balancedAccuracy: Double? { mean(counts.indices.compactMap(recall)) }

    package func precision(_ index: Int) -> Double? {
        let all = predicted(index)
        return all > 0 ? counts[index][index] / all : nil
    }

    package func recall(_ index: Int) -> Double? {
        let all = support(index)
        return all > 0 ? counts[index][index] / all : nil
    }

    /// Nil when the class neither occurs nor is predicted.
    package func f1(_ index: Int) -> Double? {
        let all = support(index) + predicted(index)
        return all > 0 ? 2 * counts[index][index] / all : nil
    }

    /// Of the rows of other classes, the part that was taken for this one.
    package func falsePositiveRate(_ index: Int) -> Double? {
        let negatives = total - support(index)
        return negatives > 0 ? (predicted(index) - counts[index][index]) / negatives : nil
    }

    /// The part of the rows that was taken for the class.
    package func selectionRate(_ index: Int) -> Double? { total > 0 ? predicted(index) / total : nil }

    /// The mean of `value` over classes that occur or are predicted; a class without a value counts as 0, as for
    /// scikit-learn's `average="macro"`.
    package func macro(_ value: (Int) -> Double?) -> Double? {
        mean(present.map { value($0) ?? 0 })
    }

    /// The mean of `value` over classes, each as often as it occurs.
    package func weighted(_ value: (Int) -> Double?) -> Double? {
        total > 0 ? counts.indices.reduce(0) { $0 + support($1) * (value($1) ?? 0) } / total : nil
    }

    /// Matthews' correlation coefficient; nil when one side is constant.
    package var matthews: Double? {
        let truth = counts.indices.map(support), predicted = counts.indices.map(self.predicted)
        let covariance = correct * total - zip(truth, predicted).reduce(0) { $0 + $1.0 * $1.1 }
        let spread = (total * total - squares(truth)) * (total * total - squares(predicted))
        return spread > 0 ? covariance / sqrt(spread) : nil
    }

    /// Cohen's kappa; nil when chance alone explains everything.
    package var kappa: Double? {
        guard total > 0 else { return nil }
        let chance = counts.indices.reduce(0) { $0 + support($1) * predicted($1) } / (total * total)
        return chance < 1 ? (correct / total - chance) / (1 - chance) : nil
    }

    private var present: [Int] { counts.indices.filter { support($0) > 0 || predicted($0) > 0 } }

    private func squares(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }

    private func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
