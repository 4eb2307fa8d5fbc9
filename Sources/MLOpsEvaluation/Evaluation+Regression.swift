extension Evaluation {
    /// The metrics of a regression.
    package init(_ data: Regression, _ options: EvaluationOptions = EvaluationOptions()) {
        let scores = RegressionScores(data)
        func interval(_ statistic: ([Double]) -> Double?) -> Interval? {
            guard options.bootstraps else { return nil }
            let samples = Bootstrap(seed: options.seed, rows: data.count).samples(rows: data.count, statistic)
            return .percentile(samples, confidence: options.confidence)
        }
        let none = "there are no rows"
        self.init(
            rows: data.count,
            metrics: [
                EvaluatedMetric(
                    "mae", scores.meanAbsoluteError(),
                    .mean(RowLosses.absolute(data), confidence: options.confidence), otherwise: none),
                EvaluatedMetric(
                    "rmse", scores.rootMeanSquaredError(), interval { scores.rootMeanSquaredError(weights: $0) },
                    otherwise: none),
                EvaluatedMetric(
                    "r2", scores.r2(), interval { scores.r2(weights: $0) }, otherwise: "there are fewer than two rows"),
            ], confusion: nil, remarks: [])
    }
}
