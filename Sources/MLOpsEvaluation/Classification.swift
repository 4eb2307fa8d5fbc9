/// What a classifier said of rows whose class is known. Classes are indices into `classes`; all arrays have one value a
/// row.
package struct Classification: Sendable {
    /// In scikit-learn's order: numbers by value, other labels by their bytes.
    package let classes: [String]
    package let truth: [Int]
    package let predicted: [Int]
    /// The probability of each class, `scores[class][row]`; for two classes that of the positive one may stand alone.
    package let scores: [[Double]]?
    /// Of two classes, the one that the metrics are about.
    package let positive: Int?

    package init(
        classes: [String], truth: [Int], predicted: [Int], scores: [[Double]]? = nil, positive: Int? = nil
    ) {
        self.classes = classes
        self.truth = truth
        self.predicted = predicted
        self.scores = scores
        self.positive = positive
    }

    package var count: Int { truth.count }

    /// The rows at `indices`.
    package func rows(_ indices: [Int]) -> Classification {
        Classification(
            classes: classes, truth: indices.map { truth[$0] }, predicted: indices.map { predicted[$0] },
            scores: scores.map { $0.map { column in indices.map { column[$0] } } }, positive: positive)
    }

    /// The score of the positive class, where there are two classes and scores.
    package var positiveScores: [Double]? {
        guard let positive, let scores else { return nil }
        return scores.count == 1 ? scores[0] : scores[positive]
    }

    /// Whether no score is below 0 or above 1.
    package var areProbabilities: Bool {
        (scores ?? []).allSatisfy { $0.allSatisfy { (0...1).contains($0) } }
    }

    /// Whether each row is of the positive class; nil unless there are two.
    package var isPositive: [Bool]? {
        positive.map { positive in truth.map { $0 == positive } }
    }
}

/// What a model said of rows whose value is known.
package struct Regression: Sendable {
    package let truth: [Double]
    package let predicted: [Double]

    package init(truth: [Double], predicted: [Double]) {
        self.truth = truth
        self.predicted = predicted
    }

    package var count: Int { truth.count }

    /// The rows at `indices`.
    package func rows(_ indices: [Int]) -> Regression {
        Regression(truth: indices.map { truth[$0] }, predicted: indices.map { predicted[$0] })
    }
}
