internal import MLOpsCore
internal import MLOpsEvaluation

/// The metrics of a run, by the names under which `git mlops evaluate` and others log them.
struct LoggedMetrics: Sendable {
    private var values: [(key: String, value: Double)] = []

    init(_ files: FileValues) {
        // What was logged without a file comes first.
        for file in files.keys.sorted() {
            for (key, value) in files[file] ?? JSONObject() {
                if let number = value.doubleValue { values.append((key, number)) }
            }
        }
    }

    var isEmpty: Bool { values.isEmpty }

    /// `metric` under its own name, else the only one of which it is the last part: `test.accuracy`.
    func value(of metric: String) -> Double? {
        if let exact = values.first(where: { $0.key == metric }) { return exact.value }
        let ending = values.filter { $0.key.hasSuffix(".\(metric)") || $0.key.hasSuffix("/\(metric)") }
        return ending.count == 1 ? ending[0].value : nil
    }

    /// `COLUMN.VALUE.METRIC` by value, as `evaluate --segment` logs it.
    func segments(of column: String, _ metric: String) -> [(value: String, number: Double)] {
        values.compactMap { key, number in
            guard key.hasPrefix("\(column)."), key.hasSuffix(".\(metric)"),
                key.utf8.count > column.utf8.count + metric.utf8.count + 2
            else { return nil }
            return (String(key.dropFirst(column.count + 1).dropLast(metric.count + 1)), number)
        }
    }

    /// The parts of `gate` from figures alone: no test is possible. `other` nil: a limit.
    func judge(_ gate: Gate, other: LoggedMetrics?, isLowerBetter: Bool) -> [GatePart] {
        let whole = Self.part(gate, value(of: gate.metric), other.map { $0.value(of: gate.metric) }, isLowerBetter)
        let ofSegments = gate.segments.flatMap { column -> [GatePart] in
            let own = segments(of: column, gate.metric)
            let base = other?.segments(of: column, gate.metric)
            if own.isEmpty { return [GatePart(.undecided, reason: "no \(gate.metric) was logged per \(column)")] }
            return own.map { value, number in
                var part = Self.part(
                    gate, number, base.map { $0.first { $0.value == value }?.number }, isLowerBetter)
                part.column = column
                part.value = value
                return part
            }
        }
        return [whole] + ofSegments
    }

    private static func part(
        _ gate: Gate, _ value: Double?, _ base: Double??, _ isLowerBetter: Bool
    ) -> GatePart {
        var part = GatePart(.undecided, reason: "no \(gate.metric) was logged")
        guard let value else { return part }
        part.candidate = value
        if gate.isLimit {
            part.difference = gate.distance(value)
        } else if case .some(.some(let other)) = base {
            part.other = other
            part.difference = isLowerBetter ? other - value : value - other
        } else {
            part.reason = "no \(gate.metric) was logged for what it is compared with"
            return part
        }
        return part.concluded(gate)
    }
}
