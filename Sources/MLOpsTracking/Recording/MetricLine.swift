package import MLOpsCore

/// One line of `git mlops log metric --stdin`: `key value [step [time]]` between blanks, `["key", value, step, time]`, or
/// `{"key", "value", "step", "time", "dataset": {"name", "digest"}, "logged"}`. Times are milliseconds since 1970 UTC.
package struct MetricLine: Sendable, Equatable {
    package let point: MetricPoint
    package let context: MetricContext

    /// `step` and `time` stand in for what the line leaves out; nil: the line is not of one of the forms.
    package init?(_ line: [UInt8], step: Int64, time: Int64) {
        switch line.first {
        case UInt8(ascii: "["):
            if let point = MetricPoint(line: line) {
                self.init(point, MetricContext())
                return
            }
            guard let json = try? JSONValue.parse(line), case .array(let items) = json, items.count >= 2 else {
                return nil
            }
            let rest = [.exact(step), .exact(time)] as [JSONValue]
            guard let point = MetricPoint(.array(items + rest.dropFirst(items.count - 2))) else { return nil }
            self.init(point, MetricContext())
        case UInt8(ascii: "{"):
            guard case .object(let members)? = try? JSONValue.parse(line) else { return nil }
            let items = [
                members["key"] ?? .null, members["value"] ?? .null, members["step"] ?? .exact(step),
                members["time"] ?? .exact(time),
            ]
            guard let point = MetricPoint(.array(items)) else { return nil }
            self.init(point, MetricContext(members))
        default: self.init(words: line, step: step, time: time)
        }
    }

    private init(_ point: MetricPoint, _ context: MetricContext) {
        self.point = point
        self.context = context
    }

    private init?(words line: [UInt8], step: Int64, time: Int64) {
        let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
        guard (2...4).contains(words.count), let key = String(validating: words[0], as: UTF8.self),
            let value = Double(String(decoding: words[1], as: UTF8.self))
        else { return nil }
        var numbers = [step, time]
        for (index, word) in words.dropFirst(2).enumerated() {
            guard let number = Int64(String(decoding: word, as: UTF8.self)) else { return nil }
            numbers[index] = number
        }
        self.init(MetricPoint(key: key, value: value, step: numbers[0], time: numbers[1]), MetricContext())
    }
}
