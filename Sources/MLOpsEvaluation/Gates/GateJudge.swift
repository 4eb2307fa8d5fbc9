/// Holds predictions against a gate: on all rows, and on those of each segment.
package struct GateJudge: Sendable {
    /// Level of the tests.
    package var alpha = 0.05
    /// Fewer rows decide nothing.
    package var minimumRows = 30
    package var skipsSmallSegments = false
    package var seed: UInt64 = 0

    /// More values than these make no segments: a name or a number for each row.
    private static let segmentLimit = 100

    package init() {}

    /// The parts of `gate`, the whole first. `other`: what the candidate is compared with, its rows in the order of the
    /// candidate's; nil for a limit.
    package func judge(_ gate: Gate, candidate: Predictions, other: Predictions.Content?) -> [GatePart] {
        let whole = part(gate, candidate.content, other, tests: 1)
        var segments: [GatePart] = []
        for name in gate.segments {
            guard let column = candidate.segments.first(where: { $0.name == name }) else {
                segments.append(GatePart(.undecided, reason: "there is no column '\(name)'"))
                continue
            }
            segments += self.segments(gate, column, candidate.content, other)
        }
        return [conclude(gate, whole)] + corrected(segments).map { conclude(gate, $0) }
    }

    private func segments(
        _ gate: Gate, _ column: (name: String, values: [String]), _ candidate: Predictions.Content,
        _ other: Predictions.Content?
    ) -> [GatePart] {
        let rows = Dictionary(grouping: column.values.indices, by: { column.values[$0] })
        if rows.count > Self.segmentLimit {
            let reason = "'\(column.name)' has \(rows.count) values, which are no segments"
            return [GatePart(.undecided, reason: reason)]
        }
        return rows.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { value, rows in
            let tests = max(1, self.tests(column.values, gate))
            var part = part(gate, candidate.rows(rows), other?.rows(rows), tests: tests)
            part.column = column.name
            part.value = value
            if skipsSmallSegments, rows.count < minimumRows {
                part.status = .pass
                part.reason = "skipped: \(part.reason)"
            }
            return part
        }
    }

    /// How many tests Holm's correction is over, at most.
    private func tests(_ values: [String], _ gate: Gate) -> Int { Set(values).count * gate.segments.count }

    /// Values and test, with a status only where it cannot be told.
    private func part(
        _ gate: Gate, _ candidate: Predictions.Content, _ other: Predictions.Content?, tests: Int
    ) -> GatePart {
        var part = GatePart(.undecided)
        part.rows = candidate.count
        guard candidate.count >= minimumRows else {
            let rows = candidate.count == 1 ? "1 row is" : "\(candidate.count) rows are"
            part.reason = "\(rows) too few to tell, \(minimumRows) are needed"
            return part
        }
        let value = Self.value(gate.metric, candidate)
        part.candidate = value.value
        let base = other.map { Self.value(gate.metric, $0) }
        part.other = base?.value
        part.reason = value.reason ?? base?.reason ?? ""
        guard part.reason.isEmpty, let measured = part.candidate else { return part }
        if gate.isLimit, gate.isMeasured {
            part.difference = gate.distance(measured)
            return part
        }
        let comparison = GateComparison(gate: gate, candidate: candidate, other: other, alpha: alpha)
        if let doubt = comparison.doubt {
            part.reason = doubt
            return part
        }
        guard let test = comparison.test(bootstrap(rows: candidate.count, tests: tests)) else {
            part.reason = "there is no test of \(gate.metric) on these rows"
            return part
        }
        part.take(test)
        return part
    }

    /// So many rounds that p can get small enough after the correction.
    private func bootstrap(rows: Int, tests: Int) -> Bootstrap {
        let usual = Bootstrap(seed: seed, rows: rows)
        return Bootstrap(seed: seed, rounds: max(usual.rounds, min(20_000, Int(4 * Double(tests) / alpha))))
    }

    /// The value, or why there is none.
    private static func value(_ metric: String, _ content: Predictions.Content) -> (value: Double?, reason: String?) {
        var options = EvaluationOptions()
        options.bootstraps = false
        let evaluation = content.evaluation(options)
        guard let found = evaluation.metrics.first(where: { $0.name == metric }) else {
            let names = evaluation.metrics.map(\.name).joined(separator: ", ")
            return (nil, "there is no \(metric) of these predictions, only \(names)")
        }
        return (found.value, found.value == nil ? "\(metric) is not defined: \(found.reason ?? "")" : nil)
    }

    private func corrected(_ parts: [GatePart]) -> [GatePart] {
        var parts = parts
        let tested = parts.indices.filter { parts[$0].p != nil }
        for (index, p) in zip(tested, Holm.adjusted(tested.map { parts[$0].p ?? 1 })) { parts[index].adjusted = p }
        return parts
    }

    /// Whether it passes, and if not, why.
    private func conclude(_ gate: Gate, _ part: GatePart) -> GatePart {
        guard let p = part.adjusted ?? part.p else { return part.difference == nil ? part : part.concluded(gate) }
        var part = part
        part.adjusted = p
        part.status = p <= alpha ? .pass : .fail
        if part.status == .fail { part.reason = GateWords.failure(gate, part) }
        return part
    }
}

extension GatePart {
    /// Decided by the figures alone, which is said.
    package func concluded(_ gate: Gate) -> GatePart {
        guard let difference else { return self }
        var part = self
        let isEnough = gate.demand.isStrict ? difference + gate.margin > 0 : difference + gate.margin >= 0
        part.status = isEnough ? .pass : .fail
        part.reason = isEnough ? "no test: measured values alone" : GateWords.failure(gate, part)
        return part
    }

    fileprivate mutating func take(_ test: SuperiorityTest) {
        self.test = test.method.rawValue
        difference = test.difference
        low = test.interval.low
        high = test.interval.high
        statistic = test.statistic
        p = test.p
    }
}

extension Predictions.Content {
    package var count: Int {
        switch self {
        case .classification(let data): data.count
        case .regression(let data): data.count
        }
    }

    /// Whether such predictions have the metric at all, defined on these rows or not.
    package func hasMetric(_ name: String) -> Bool {
        var options = EvaluationOptions()
        options.bootstraps = false
        return evaluation(options).metrics.contains { $0.name == name }
    }

    func rows(_ indices: [Int]) -> Predictions.Content {
        switch self {
        case .classification(let data): .classification(data.rows(indices))
        case .regression(let data): .regression(data.rows(indices))
        }
    }

    func evaluation(_ options: EvaluationOptions) -> Evaluation {
        switch self {
        case .classification(let data): Evaluation(data, options)
        case .regression(let data): Evaluation(data, options)
        }
    }
}
