package import MLOpsCore

/// One key on both sides.
package struct ComparisonRow: Sendable, Equatable {
    package enum Verdict: String, Sendable {
        case better, worse, neutral
    }

    package let file: String
    package let key: String
    /// Nil when the side has no such key.
    package let old: JSONValue?
    package let new: JSONValue?
    /// `new - old` for two numbers: an integer for two integers, else a double.
    package let change: JSONValue?
    /// `change` as a part of `old`'s size: 0.1 is ten percent more. Nil where that has no meaning.
    package let relative: Double?
    /// Nil when nobody declared one and the name tells nothing.
    package let direction: MetricDirection?
    package let verdict: Verdict
    package let isChanged: Bool

    package init(file: String, key: String, old: JSONValue?, new: JSONValue?, direction: MetricDirection?) {
        self.file = file
        self.key = key
        self.old = old
        self.new = new
        self.direction = direction
        isChanged = !ValueArithmetic.same(old, new)
        change = ValueArithmetic.change(old, new)
        relative = isChanged ? ValueArithmetic.relative(old, new) : change == nil ? nil : 0
        verdict = isChanged ? Self.verdict(old, new, direction) : .neutral
    }

    /// A number that became NaN is worse, one that stopped being NaN better.
    private static func verdict(_ old: JSONValue?, _ new: JSONValue?, _ direction: MetricDirection?) -> Verdict {
        guard let direction, let old = old?.doubleValue, let new = new?.doubleValue else { return .neutral }
        if new.isNaN { return .worse }
        if old.isNaN { return .better }
        return (new > old) == (direction == .higher) ? .better : .worse
    }
}
