internal import Glibc

/// A two-sided confidence interval.
package struct Interval: Sendable, Equatable {
    package let low: Double
    package let high: Double

    package init(_ low: Double, _ high: Double) {
        self.low = low
        self.high = high
    }

    package var isFinite: Bool { low.isFinite && high.isFinite }

    /// Wilson's interval for a proportion of `successes` among `count`; nil for none.
    package static func wilson(_ successes: Double, of count: Double, confidence: Double) -> Interval? {
        guard count > 0 else { return nil }
        let z = Distributions.normalQuantile(0.5 + confidence / 2)
        let share = successes / count
        let scale = 1 + z * z / count
        let center = (share + z * z / (2 * count)) / scale
        let half = z / scale * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
        return Interval(max(0, center - half), min(1, center + half))
    }

    /// Student's interval for a mean; nil for fewer than two values.
    package static func mean(_ values: [Double], confidence: Double) -> Interval? {
        guard values.count >= 2 else { return nil }
        let (mean, error) = Moments.meanAndError(values)
        let t = Distributions.studentQuantile(0.5 + confidence / 2, degrees: Double(values.count - 1))
        return Interval(mean - t * error, mean + t * error)
    }

    /// The middle part of what a bootstrap gave (percentiles, interpolated linearly); nil for fewer than two values.
    package static func percentile(_ samples: [Double], confidence: Double) -> Interval? {
        guard samples.count >= 2 else { return nil }
        let sorted = samples.sorted()
        func quantile(_ part: Double) -> Double {
            let place = part * Double(sorted.count - 1)
            let below = Int(place)
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
        }
        return Interval(quantile((1 - confidence) / 2), quantile((1 + confidence) / 2))
    }
}

/// Mean and spread in two passes, so that a large mean costs no digits.
enum Moments {
    /// The mean and its standard error.
    static func meanAndError(_ values: [Double]) -> (mean: Double, error: Double) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, sqrt(spread / (count - 1) / count))
    }
}
