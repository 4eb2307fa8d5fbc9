internal import Glibc

/// Whether a value is above what it is held against, and how sure that is. One-sided; values and differences are in the
/// direction of better, so that positive favours the candidate.
package struct SuperiorityTest: Sendable, Equatable {
    package enum Method: String, Sendable {
        case mcnemar, tango, delong, pairedT = "paired-t", bootstrap, binomial, oneSampleT = "t"
    }

    package let method: Method
    /// Candidate minus the other; of a limit, value minus limit.
    package let difference: Double
    /// What the method computes first: rows won (McNemar), rows that are right (binomial), z or t. Nil for a bootstrap.
    package let statistic: Double?
    /// P of a difference as large as this one when the candidate is worse by exactly the margin.
    package let p: Double
    /// Bounds of the difference, each of which holds with 1 - alpha.
    package let interval: Interval
}

extension SuperiorityTest {
    /// Whether rows are answered rightly, by the same rows. With no margin p is McNemar's exact one: binomial, on the
    /// rows in which only one of the two is right. With a margin it is Tango's score test (Tango 1998), as are the
    /// bounds. Nil for no rows.
    package static func paired(
        hits candidate: [Bool], _ other: [Bool], margin: Double, alpha: Double
    ) -> SuperiorityTest? {
        guard !candidate.isEmpty, candidate.count == other.count else { return nil }
        let score = TangoScore(
            gained: zip(candidate, other).count { $0 && !$1 }, lost: zip(candidate, other).count { !$0 && $1 },
            rows: candidate.count)
        if margin == 0 {
            return SuperiorityTest(
                method: .mcnemar, difference: score.difference, statistic: Double(score.gained),
                p: Distributions.binomialUpper(score.gained, of: score.gained + score.lost, probability: 0.5),
                interval: score.interval(alpha: alpha))
        }
        let z = score.statistic(-margin)
        return SuperiorityTest(
            method: .tango, difference: score.difference, statistic: z, p: Distributions.normalUpper(z),
            interval: score.interval(alpha: alpha))
    }

    /// The area under the ROC curve (DeLong, DeLong and Clarke-Pearson 1988). Nil when a class has fewer than two rows.
    package static func paired(
        scores candidate: [Double], _ other: [Double], isPositive: [Bool], margin: Double, alpha: Double
    ) -> SuperiorityTest? {
        guard let first = DeLong(scores: candidate, isPositive: isPositive),
            let second = DeLong(scores: other, isPositive: isPositive)
        else { return nil }
        return normal(first.auc - second.auc, error: first.errorOfDifference(to: second), margin, alpha)
    }

    /// The area under the ROC curve against a fixed one.
    package static func area(
        scores: [Double], isPositive: [Bool], against limit: Double, alpha: Double
    ) -> SuperiorityTest? {
        DeLong(scores: scores, isPositive: isPositive).map {
            normal($0.auc - limit, error: sqrt(max(0, $0.variance)), 0, alpha)
        }
    }

    /// The mean of `gains`, one a row: of two models, the other's loss less the candidate's. Nil for fewer than two.
    package static func mean(
        _ method: Method, of gains: [Double], margin: Double, alpha: Double
    ) -> SuperiorityTest? {
        guard gains.count >= 2 else { return nil }
        let (mean, error) = Moments.meanAndError(gains)
        let degrees = Double(gains.count - 1)
        let half = Distributions.studentQuantile(1 - alpha, degrees: degrees) * error
        let t = ratio(mean + margin, error)
        return SuperiorityTest(
            method: method, difference: mean, statistic: t,
            p: t.isFinite ? Distributions.studentUpper(t, degrees: degrees) : (t > 0 ? 0 : 1),
            interval: Interval(mean - half, mean + half))
    }

    /// A share of rows against a fixed one, by the exact binomial test and Clopper and Pearson's bounds. `isAbove`
    /// false: the share is to be below. Nil for no rows.
    package static func share(
        _ successes: Int, of count: Int, against limit: Double, isAbove: Bool = true, alpha: Double
    ) -> SuperiorityTest? {
        guard count > 0 else { return nil }
        if !isAbove {
            return share(count - successes, of: count, against: 1 - limit, alpha: alpha)
        }
        let low =
            successes == 0
            ? 0
            : Distributions.invert(alpha, from: 0, to: 1) {
                Distributions.binomialUpper(successes, of: count, probability: $0)
            }
        let high =
            successes == count
            ? 1
            : Distributions.invert(1 - alpha, from: 0, to: 1) {
                Distributions.binomialUpper(successes + 1, of: count, probability: $0)
            }
        return SuperiorityTest(
            method: .binomial, difference: Double(successes) / Double(count) - limit, statistic: Double(successes),
            p: Distributions.binomialUpper(successes, of: count, probability: limit),
            interval: Interval(low - limit, high - limit))
    }

    /// Any metric: `difference` is what it is for the weights of each round, nil where it is not defined. Nil when it
    /// is not defined on the rows, or in more than a tenth of the rounds.
    package static func bootstrap(
        _ bootstrap: Bootstrap, rows: Int, margin: Double, alpha: Double,
        _ difference: (_ weights: [Double]?) -> Double?
    ) -> SuperiorityTest? {
        guard let observed = difference(nil) else { return nil }
        let samples = bootstrap.samples(rows: rows) { difference($0) }
        guard samples.count * 10 >= bootstrap.rounds * 9,
            let interval = Interval.percentile(samples, confidence: 1 - 2 * alpha)
        else { return nil }
        // One more, so that no p is 0.
        let worse = samples.count { $0 + margin <= 0 }
        return SuperiorityTest(
            method: .bootstrap, difference: observed, statistic: nil, p: Double(worse + 1) / Double(samples.count + 1),
            interval: interval)
    }

    private static func normal(
        _ difference: Double, error: Double, _ margin: Double, _ alpha: Double
    ) -> SuperiorityTest {
        let half = Distributions.normalQuantile(1 - alpha) * error
        let z = ratio(difference + margin, error)
        return SuperiorityTest(
            method: .delong, difference: difference, statistic: z, p: Distributions.normalUpper(z),
            interval: Interval(difference - half, difference + half))
    }

    /// Of a difference without any spread: infinite, or minus infinity when there is nothing to it.
    private static func ratio(_ difference: Double, _ error: Double) -> Double {
        error > 0 ? difference / error : (difference > 0 ? .infinity : -.infinity)
    }
}
