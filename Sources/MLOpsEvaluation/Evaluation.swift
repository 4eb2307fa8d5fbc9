/// One metric of a model on some rows.
package struct EvaluatedMetric: Sendable, Equatable {
    package let name: String
    /// Nil when it is not defined on these rows.
    package let value: Double?
    package let interval: Interval?
    /// Why there is no value.
    package let reason: String?

    init(_ name: String, _ value: Double?, _ interval: Interval? = nil, otherwise reason: String = "is not defined") {
        self.name = name
        let isTooLarge = value.map { !$0.isFinite } ?? false
        self.value = isTooLarge ? nil : value
        self.interval = self.value == nil ? nil : interval.flatMap { $0.isFinite ? $0 : nil }
        self.reason = isTooLarge ? "the numbers are too large to add up" : value == nil ? reason : nil
    }
}

/// Every metric of one file of predictions, or of a segment of its rows.
package struct Evaluation: Sendable {
    package let rows: Int
    package let metrics: [EvaluatedMetric]
    /// Nil for a regression.
    package let confusion: ConfusionMatrix?
    /// Sentences about what the figures hide.
    package let remarks: [String]

    package subscript(name: String) -> Double? { metrics.first { $0.name == name }?.value }
}

/// How an evaluation is made.
package struct EvaluationOptions: Sendable {
    package var confidence = 0.95
    package var seed: UInt64 = 0
    /// Without it there are no bootstrap intervals, which take most of the time.
    package var bootstraps = true

    package init() {}
}
