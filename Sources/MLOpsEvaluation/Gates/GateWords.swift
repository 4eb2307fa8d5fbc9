internal import MLOpsCore

/// Why a gate does not open, in a clause.
enum GateWords {
    static func failure(_ gate: Gate, _ part: GatePart) -> String {
        let value = number(part.candidate)
        if gate.isLimit {
            let (limit, isAbove) = gate.limit
            if (part.difference ?? 0) < 0 {
                return "\(gate.metric) \(value) is \(isAbove ? "below" : "above") \(number(limit))"
            }
            let sure = part.low.map { isAbove ? limit + $0 : limit - $0 }
            return "\(gate.metric) \(value), but only \(number(sure)) is sure\(p(part))"
        }
        let before = "\(gate.metric) \(value) after \(number(part.other))"
        switch gate.demand {
        case .notWorse(let margin):
            let verb = part.p == nil ? "is" : "may be"
            return "\(before) \(verb) worse by more than \(number(margin))\(p(part))"
        case .better(let distance) where distance > 0:
            return "\(before) is not \(part.p == nil ? "" : "surely ")better by \(number(distance))\(p(part))"
        default:
            return (part.difference ?? 0) > 0
                ? "\(before) may be chance\(p(part))" : "\(before) is no better\(p(part))"
        }
    }

    /// ` (p 0.31)`.
    private static func p(_ part: GatePart) -> String {
        part.adjusted.map { " (p \(DecimalText.significant($0, digits: 2)))" } ?? ""
    }

    private static func number(_ value: Double?) -> String {
        value.map { DecimalText.significant($0, digits: 4) } ?? "-"
    }
}
