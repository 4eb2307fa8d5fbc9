internal import MLOpsCore
internal import MLOpsEvaluation
internal import MLOpsRegistry
internal import MLOpsTerminal

/// What gates said, for people.
struct GateView {
    let verdict: GateVerdict

    /// A line for each gate and each of its segments.
    func write(to out: Output) {
        var table = Table(columns: [
            .init("GATE"), .init("WHERE"), .init("ROWS", .right), .init("VALUE", .right), .init("AGAINST", .right),
            .init("DIFFERENCE", .right), .init("\(Self.text((1 - verdict.alpha) * 100))% SURE"), .init("TEST"),
            .init("P", .right), .init("VERDICT"), .init("WHY"),
        ])
        for check in verdict.checks {
            for (index, part) in check.parts.enumerated() {
                table.rows.append([
                    index == 0 ? check.gate : "", DisplayText.oneLine(part.name), part.rows.map { "\($0)" } ?? "",
                    Self.text(part.candidate), Self.against(check, part), Self.text(part.difference), Self.sure(part),
                    part.test ?? "", Self.text(part.adjusted, digits: 2), paint(part.status, out),
                    DisplayText.oneLine(part.reason),
                ])
            }
        }
        out.write(table.text { out.paint($0, .bold) })
    }

    /// Which gate stays shut where, and why: the first that does.
    var refusal: String {
        for check in verdict.checks where check.status != .pass {
            guard let part = check.parts.first(where: { $0.status == check.status }) else { continue }
            let verb = part.status == .fail ? "is not passed" : "cannot be decided"
            return "'\(check.gate)' \(verb) \(part.column == nil ? "overall" : "in \(part.name)"): \(part.reason)"
        }
        return ""
    }

    /// `pass`, or `fail, overridden: reason`.
    var summary: String {
        verdict.status.rawValue + (verdict.override.map { ", overridden: \($0)" } ?? "")
    }

    private static func against(_ check: GateVerdict.Check, _ part: GatePart) -> String {
        guard let name = check.against else { return "" }
        return part.other.map { "\(text($0)) (\(name))" } ?? name
    }

    private static func sure(_ part: GatePart) -> String {
        guard let low = part.low, let high = part.high else { return "" }
        return "\(text(low)) to \(text(high))"
    }

    private func paint(_ status: GateStatus, _ out: Output) -> String {
        switch status {
        case .pass: out.paint(status.rawValue, .green)
        case .fail: out.paint(status.rawValue, .red)
        case .undecided: out.paint(status.rawValue, .yellow)
        }
    }

    private static func text(_ value: Double?, digits: Int = 4) -> String {
        value.map { DecimalText.significant($0, digits: digits) } ?? ""
    }
}
