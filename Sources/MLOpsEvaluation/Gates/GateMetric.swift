/// A metric of predictions as gates ask for it.
struct GateMetric {
    let name: String

    var isLowerBetter: Bool { ["log_loss", "brier", "mae", "rmse"].contains(name) }

    /// The losses whose mean the metric is; nil where it is none, or nothing is known of it.
    func losses(_ content: Predictions.Content) -> [Double]? {
        switch content {
        case .classification(let data) where !data.areProbabilities: nil
        case .classification(let data) where name == "log_loss": RowLosses.log(data)
        case .classification(let data) where name == "brier": RowLosses.brier(data)
        case .regression(let data) where name == "mae": RowLosses.absolute(data)
        default: nil
        }
    }

    /// Of a metric that is a share of rows: for each of them, whether the answer is right.
    func hits(_ content: Predictions.Content) -> [Bool]? {
        guard case .classification(let data) = content else { return nil }
        switch (name, data.positive) {
        case ("accuracy", _): return data.truth.indices.map { data.truth[$0] == data.predicted[$0] }
        case ("recall", let positive?): return Self.hits(data) { data.truth[$0] == positive }
        default: return nil
        }
    }

    /// As ``hits(_:)``, for a share whose rows the predictions choose: two models have different ones.
    func chosenHits(_ content: Predictions.Content) -> [Bool]? {
        guard name == "precision", case .classification(let data) = content, let positive = data.positive else {
            return nil
        }
        return Self.hits(data) { data.predicted[$0] == positive }
    }

    private static func hits(_ data: Classification, where isCounted: (Int) -> Bool) -> [Bool] {
        data.truth.indices.filter(isCounted).map { data.truth[$0] == data.predicted[$0] }
    }

    /// The metric for weighted rows; nil where the bootstrap does not know it.
    func statistic(_ content: Predictions.Content) -> ((_ weights: [Double]?) -> Double?)? {
        switch content {
        case .classification(let data): statistic(data)
        case .regression(let data): statistic(data)
        }
    }

    private func statistic(_ data: Regression) -> (([Double]?) -> Double?)? {
        let scores = RegressionScores(data)
        switch name {
        case "rmse": return { scores.rootMeanSquaredError(weights: $0) }
        case "r2": return { scores.r2(weights: $0) }
        default: return nil
        }
    }

    private func statistic(_ data: Classification) -> (([Double]?) -> Double?)? {
        if name == "pr_auc", let scores = data.positiveScores, let isPositive = data.isPositive {
            let ranking = Ranking(scores: scores, isPositive: isPositive)
            return { ranking.averagePrecision(weights: $0) }
        }
        guard let value = ofMatrix(data.positive) else { return nil }
        return { value(ConfusionMatrix(data, weights: $0)) }
    }

    private func ofMatrix(_ positive: Int?) -> ((ConfusionMatrix) -> Double?)? {
        switch (name, positive) {
        case ("balanced_accuracy", _): { $0.balancedAccuracy }
        case ("mcc", _): { $0.matthews }
        case ("precision", let positive?): { $0.precision(positive) }
        case ("f1", let positive?): { $0.f1(positive) }
        case ("precision_macro", _): { matrix in matrix.macro(matrix.precision) }
        case ("recall_macro", _): { matrix in matrix.macro(matrix.recall) }
        case ("f1_macro", _): { matrix in matrix.macro(matrix.f1) }
        case ("f1_weighted", _): { matrix in matrix.weighted(matrix.f1) }
        default: nil
        }
    }
}
