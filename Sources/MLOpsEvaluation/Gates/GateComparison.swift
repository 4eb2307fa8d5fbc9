/// Which test a gate takes on some rows.
struct GateComparison {
    let gate: Gate
    let candidate: Predictions.Content
    let other: Predictions.Content?
    let alpha: Double

    private var metric: GateMetric { GateMetric(name: gate.metric) }

    /// So many rows of either class a ranking or a resampling needs for its law to hold.
    private static let minimumOfClass = 10

    /// Why no test would be right; nil: there is one.
    var doubt: String? {
        guard case .classification(let data) = candidate, let positive = data.positive,
            metric.hits(candidate) == nil, metric.losses(candidate) == nil,
            other != nil || metric.chosenHits(candidate) == nil
        else { return nil }
        let count = data.truth.count { $0 == positive }
        for (name, count) in [(data.classes[positive], count), (data.classes[1 - positive], data.count - count)]
        where count < Self.minimumOfClass {
            return "class '\(name)' has \(count) rows: too few to test \(gate.metric)"
        }
        return nil
    }

    func test(_ bootstrap: Bootstrap) -> SuperiorityTest? {
        other.map { compared(with: $0, bootstrap) } ?? limited(bootstrap)
    }

    private func compared(with other: Predictions.Content, _ bootstrap: Bootstrap) -> SuperiorityTest? {
        if let first = metric.hits(candidate), let second = metric.hits(other) {
            return .paired(hits: first, second, margin: gate.margin, alpha: alpha)
        }
        if gate.metric == "roc_auc", let first = candidate.ranked, let second = other.ranked {
            return .paired(
                scores: first.scores, second.scores, isPositive: first.isPositive, margin: gate.margin, alpha: alpha)
        }
        if let first = metric.losses(candidate), let second = metric.losses(other) {
            return .mean(.pairedT, of: zip(second, first).map { $0 - $1 }, margin: gate.margin, alpha: alpha)
        }
        guard let first = metric.statistic(candidate), let second = metric.statistic(other) else { return nil }
        let sign: Double = metric.isLowerBetter ? -1 : 1
        return .bootstrap(bootstrap, rows: candidate.count, margin: gate.margin, alpha: alpha) { weights in
            guard let value = first(weights), let base = second(weights) else { return nil }
            return sign * (value - base)
        }
    }

    private func limited(_ bootstrap: Bootstrap) -> SuperiorityTest? {
        let (limit, isAbove) = gate.limit
        if let hits = metric.hits(candidate) ?? metric.chosenHits(candidate) {
            return .share(hits.count { $0 }, of: hits.count, against: limit, isAbove: isAbove, alpha: alpha)
        }
        if gate.metric == "roc_auc", let ranked = candidate.ranked {
            // Turned round, the area is what is missing to 1.
            return .area(
                scores: isAbove ? ranked.scores : ranked.scores.map { -$0 }, isPositive: ranked.isPositive,
                against: isAbove ? limit : 1 - limit, alpha: alpha)
        }
        if let losses = metric.losses(candidate) {
            return .mean(.oneSampleT, of: losses.map(gate.distance), margin: 0, alpha: alpha)
        }
        guard let value = metric.statistic(candidate) else { return nil }
        return .bootstrap(bootstrap, rows: candidate.count, margin: 0, alpha: alpha) { weights in
            value(weights).map(gate.distance)
        }
    }
}

extension Gate {
    var limit: (value: Double, isAbove: Bool) {
        switch demand {
        case .atLeast(let value), .better(let value), .notWorse(let value): (value, true)
        case .atMost(let value): (value, false)
        }
    }

    /// How far `value` is within the limit.
    package func distance(_ value: Double) -> Double { limit.isAbove ? value - limit.value : limit.value - value }
}

extension Predictions.Content {
    fileprivate var ranked: (scores: [Double], isPositive: [Bool])? {
        guard case .classification(let data) = self, let scores = data.positiveScores, let isPositive = data.isPositive
        else { return nil }
        return (scores, isPositive)
    }
}
