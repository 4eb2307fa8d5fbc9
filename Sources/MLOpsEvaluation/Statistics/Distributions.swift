internal import Glibc

/// Distribution functions to about 1e-12, by the continued fractions of Abramowitz and Stegun and the C library.
package enum Distributions {
    /// P(Z > z) of the standard normal distribution.
    package static func normalUpper(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }

    /// The z with P(Z <= z) = `probability`.
    package static func normalQuantile(_ probability: Double) -> Double {
        invert(probability, from: -40, to: 40) { 1 - normalUpper($0) }
    }

    /// P(T > t) of Student's distribution.
    package static func studentUpper(_ t: Double, degrees: Double) -> Double {
        let tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
        return t >= 0 ? tail : 1 - tail
    }

    /// The t with P(T <= t) = `probability`.
    package static func studentQuantile(_ probability: Double, degrees: Double) -> Double {
        let bound = probability > 0.9999 || probability < 0.0001 ? 1e9 : 1e5
        return invert(probability, from: -bound, to: bound) { 1 - studentUpper($0, degrees: degrees) }
    }

    /// The regularised incomplete beta function I_x(a, b) (Abramowitz and Stegun 26.5.8, Lentz's evaluation).
    package static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
        return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
    }

    /// P(X >= `successes`) of `count` trials of which each succeeds with `probability`.
    package static func binomialUpper(_ successes: Int, of count: Int, probability: Double) -> Double {
        if successes <= 0 { return 1 }
        if successes > count { return 0 }
        return incompleteBeta(probability, Double(successes), Double(count - successes + 1))
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / away(1 - (a + b) * x / (a + 1))
        var result = d
        for step in 1...10_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / away(1 + even * d)
            c = away(1 + even / c)
            result *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / away(1 + odd * d)
            c = away(1 + odd / c)
            result *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return result
    }

    /// Where the increasing `function` reaches `value`, by bisection to the last bit.
    static func invert(
        _ value: Double, from low: Double, to high: Double, _ function: (Double) -> Double
    ) -> Double {
        var (low, high) = (low, high)
        while true {
            let middle = (low + high) / 2
            if middle <= low || middle >= high { return middle }
            if function(middle) < value { low = middle } else { high = middle }
        }
    }
}
