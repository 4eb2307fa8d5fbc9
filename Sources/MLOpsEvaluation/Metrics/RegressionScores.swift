internal import Glibc

/// Metrics of a regression as scikit-learn computes them, for weighted rows.
package struct RegressionScores: Sendable {
    private let data: Regression
    private let absolute: [Double]
    private let squared: [Double]

    package init(_ data: Regression) {
        self.data = data
        absolute = RowLosses.absolute(data)
        squared = RowLosses.squared(data)
    }

    package func meanAbsoluteError(weights: [Double]? = nil) -> Double? { mean(absolute, weights) }

    package func meanSquaredError(weights: [Double]? = nil) -> Double? { mean(squared, weights) }

    package func rootMeanSquaredError(weights: [Double]? = nil) -> Double? { mean(squared, weights).map { sqrt($0) } }

    /// 1 for a constant truth that was met exactly, 0 for one that was not; nil for fewer than two rows.
    package func r2(weights: [Double]? = nil) -> Double? {
        guard data.count >= 2, let center = mean(data.truth, weights) else { return nil }
        var residual = 0.0, spread = 0.0
        for row in data.truth.indices {
            let weight = weights?[row] ?? 1
            residual += weight * squared[row]
            spread += weight * (data.truth[row] - center) * (data.truth[row] - center)
        }
        if spread == 0 { return residual == 0 ? 1 : 0 }
        return 1 - residual / spread
    }

    private func mean(_ values: [Double], _ weights: [Double]?) -> Double? {
        guard let weights else { return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count) }
        let total = weights.reduce(0, +)
        return total > 0 ? zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total : nil
    }
}
