/// A series of points of one metric: what lists and comparisons need of it.
package struct MetricSummary: Sendable, Equatable {
    package var count: Int64
    /// The value at the largest step.
    package var last: Double
    package var step: Int64
    package var time: Int64
    package var min: Double
    package var max: Double

    package init(count: Int64, last: Double, step: Int64, time: Int64, min: Double, max: Double) {
        self.count = count
        self.last = last
        self.step = step
        self.time = time
        self.min = min
        self.max = max
    }

    package init(_ point: MetricPoint) {
        self.init(
            count: 1, last: point.value, step: point.step, time: point.time, min: point.value, max: point.value)
    }

    /// Folds in points that come later in the log: on equal steps they win. NaN is no minimum and no maximum
    /// unless there is nothing else.
    package mutating func merge(_ other: MetricSummary) {
        let (sum, isTooLarge) = count.addingReportingOverflow(other.count)
        count = isTooLarge ? .max : sum
        if other.step >= step { (last, step, time) = (other.last, other.step, other.time) }
        min = min.isNaN ? other.min : (other.min.isNaN ? min : Swift.min(min, other.min))
        max = max.isNaN ? other.max : (other.max.isNaN ? max : Swift.max(max, other.max))
    }
}

extension MetricSummary {
    /// `{"count","last","max","min","step","t"}`.
    package var json: JSONValue {
        func number(_ value: Double) -> JSONValue { .double(value) }
        return [
            "count": .integer(count), "last": number(last), "max": number(max), "min": number(min),
            "step": .exact(step), "t": .exact(time),
        ]
    }

    package init?(_ json: JSONValue) {
        guard case .object(let members) = json, let count = members["count"]?.integerValue,
            let last = members["last"].flatMap(MetricPoint.number), let step = members["step"].flatMap(Op.integer),
            let time = members["t"].flatMap(Op.integer), let min = members["min"].flatMap(MetricPoint.number),
            let max = members["max"].flatMap(MetricPoint.number)
        else { return nil }
        self.init(count: count, last: last, step: step, time: time, min: min, max: max)
    }
}
