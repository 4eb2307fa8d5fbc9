internal import Glibc

/// Resampling by Poisson(1) weights from a counter: the weight of a row in a round depends on the seed and these two
/// numbers alone, so that the result is the same however the work is cut up.
package struct Bootstrap: Sendable {
    package let seed: UInt64
    package let rounds: Int

    package init(seed: UInt64 = 0, rounds: Int) {
        self.seed = seed
        self.rounds = rounds
    }

    /// 1,000 rounds, fewer for very many rows, at least 200.
    package init(seed: UInt64 = 0, rows: Int) {
        self.init(seed: seed, rounds: min(1000, max(200, 20_000_000 / max(rows, 1))))
    }

    /// The values that `statistic` has for the weights of each round; rounds without a value are left out.
    package func samples(rows: Int, _ statistic: (_ weights: [Double]) -> Double?) -> [Double] {
        var weights = Array(repeating: 0.0, count: rows)
        return (0..<rounds).compactMap { round in
            for row in weights.indices { weights[row] = weight(row: row, round: round) }
            return statistic(weights)
        }
    }

    private func weight(row: Int, round: Int) -> Double {
        let bits = Self.mix(Self.mix(seed ^ Self.mix(UInt64(round) &+ 1)) &+ UInt64(row))
        return Self.poisson(Double(bits >> 11) * 0x1p-53)
    }

    /// Poisson(1) by inversion of a uniform number.
    private static func poisson(_ uniform: Double) -> Double {
        var count = 0
        while count < 20, uniform >= shares[count] { count += 1 }
        return Double(count)
    }

    /// The probability of at most so many.
    private static let shares: [Double] = {
        var term = exp(-1.0), sum = term
        return [sum]
            + (1..<20).map { count in
                term /= Double(count)
                sum += term
                return sum
            }
    }()

    /// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
