internal import Glibc

/// The score statistic of a difference of two shares of the same rows (Tango, Statistics in Medicine 17, 1998). Unlike
/// Wald's it holds its level when few rows differ.
struct TangoScore {
    /// Rows that only the candidate answers rightly, and rows that only the other does.
    let gained: Int
    let lost: Int
    let rows: Int

    var difference: Double { Double(gained - lost) / Double(rows) }

    /// Standard normal when the true difference is `supposed`, of which the size is below 1.
    func statistic(_ supposed: Double) -> Double {
        let n = Double(rows), b = Double(gained), c = Double(lost)
        let linear = -b - c + (2 * n - b + c) * supposed
        let constant = -c * supposed * (1 - supposed)
        let share = (sqrt(max(0, linear * linear - 8 * n * constant)) - linear) / (4 * n)
        let variance = n * (2 * share + supposed * (1 - supposed))
        let distance = b - c - n * supposed
        if variance <= 0 { return distance == 0 ? 0 : (distance > 0 ? .infinity : -.infinity) }
        return distance / sqrt(variance)
    }

    /// Bounds of the difference, each of which holds with 1 - `alpha`.
    func interval(alpha: Double) -> Interval {
        let z = Distributions.normalQuantile(1 - alpha)
        let edge = 1 - 1e-12
        return Interval(
            Distributions.invert(-z, from: -edge, to: edge) { -statistic($0) },
            Distributions.invert(z, from: -edge, to: edge) { -statistic($0) })
    }
}
