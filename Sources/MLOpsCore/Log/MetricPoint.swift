/// One point of a metric's history.
package struct MetricPoint: Sendable, Equatable {
    package let key: String
    package let value: Double
    package let step: Int64
    /// Milliseconds since 1970 UTC.
    package let time: Int64

    package init(key: String, value: Double, step: Int64, time: Int64) {
        self.key = key
        self.value = value
        self.step = step
        self.time = time
    }

    /// `[key, value, step, time]`; a value that JSON lacks is a string.
    package var json: JSONValue {
        .array([
            .string(key), value.isFinite ? .double(value) : .string(Self.name(value)), .exact(step), .exact(time),
        ])
    }

    package init?(_ json: JSONValue) {
        guard case .array(let items) = json, items.count >= 4, let key = items[0].stringValue,
            let value = Self.number(items[1]), let step = Op.integer(items[2]), let time = Op.integer(items[3])
        else { return nil }
        self.init(key: key, value: value, step: step, time: time)
    }

    /// A number of the log: JSON numbers, and the strings NaN, Infinity and -Infinity.
    package static func number(_ json: JSONValue) -> Double? {
        switch json {
        case .integer(let value): Double(value)
        case .double(let value): value
        case .bigNumber(let digits): Double(digits)
        case .string("NaN"): .nan
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        default: nil
        }
    }

    private static func name(_ value: Double) -> String {
        value.isNaN ? "NaN" : (value < 0 ? "-Infinity" : "Infinity")
    }
}
