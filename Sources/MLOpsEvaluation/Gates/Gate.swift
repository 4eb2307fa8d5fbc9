/// One demand on a version of a model that is to be promoted, as people write it:
///
///     accuracy better
///     roc_auc not worse by 0.01 than v7 per region, age_group
///     f1 better than majority
///     recall >= 0.8 per region
///     recall >= 0.8 as measured
package struct Gate: Sendable, Equatable {
    package enum Demand: Sendable, Equatable {
        /// Better by more than this.
        case better(Double)
        /// Not worse by more than this.
        case notWorse(Double)
        case atLeast(Double)
        case atMost(Double)
    }

    /// What the candidate is compared with.
    package enum Base: Sendable, Equatable {
        /// The version that it is to replace.
        case current
        /// Another version, as it was written: `v7`, a stage, an alias, or `MODEL@V`.
        case version(String)
        /// The answer that is right most often, or the mean: what one knows without a model.
        case majority, mean
        case constant(String)

        package var isVersion: Bool {
            switch self {
            case .current, .version: true
            case .majority, .mean, .constant: false
            }
        }
    }

    package let text: String
    package let metric: String
    package let demand: Demand
    package let base: Base
    /// Of a limit: the value itself is held against it, not what is sure of it.
    package let isMeasured: Bool
    /// Columns whose values make segments, each of which has to pass too.
    package let segments: [String]

    /// Whether the demand is a fixed limit.
    package var isLimit: Bool {
        switch demand {
        case .better, .notWorse: false
        case .atLeast, .atMost: true
        }
    }

    /// By how much the candidate may be worse; negative: must be better.
    package var margin: Double {
        switch demand {
        case .better(let distance): -distance
        case .notWorse(let distance): distance
        case .atLeast, .atMost: 0
        }
    }
}

extension Gate.Demand {
    /// Equal is not enough.
    var isStrict: Bool {
        if case .better = self { return true }
        return false
    }
}
