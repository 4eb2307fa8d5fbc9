/// Values of one file (or, under the name "", of what was logged) by dotted key.
package typealias FileValues = [String: JSONObject]

/// A run as the fold of its ops shows it.
package struct RunRecord: Sendable, Equatable {
    package enum Status: String, Sendable {
        case running, finished, failed, killed
    }

    /// How a run belongs to a commit.
    package struct Attachment: Sendable, Equatable {
        package let commit: String
        /// Paths in which the run's tree and the commit's differ; 0 is exact.
        package let differingPaths: Int64
    }

    package struct Tag: Sendable, Equatable {
        package let value: String
        /// The op that set it: removal names it, so that a concurrent addition survives.
        package let op: String
    }

    package struct Artifact: Sendable, Equatable {
        package let name: String
        package let size: Int64
        /// SHA-256 when it is a large object, else nil.
        package let digest: String?
        /// git blob when it is small, else nil.
        package let blob: String?
    }

    package let id: String
    package var name = ""
    package var status = Status.running
    package var started: Int64 = 0
    package var ended: Int64?
    package var exitCode: Int64?
    package var signal: Int64?
    package var command: [String] = []
    package var directory = ""
    package var author = ""
    package var host = ""
    package var base: String?
    package var branch: String?
    /// The code when the run began and what it left: git trees. A commit with either tree is the run's exact commit.
    package var startTree: String?
    package var endTree: String?
    package var dirty: [String] = []
    package var environmentFiles = JSONObject()
    package var params: FileValues = [:]
    package var metrics: FileValues = [:]
    package var series: [String: MetricSummary] = [:]
    package var tags: [String: [Tag]] = [:]
    package var note = ""
    package var artifacts: [Artifact] = []
    package var attachments: [Attachment] = []
    package var wallMilliseconds: Int64?
    package var cpuMicroseconds: Int64?
    package var peakKiB: Int64?
    package var outputTail = ""
    package var isDeleted = false
    /// Parameters that were written twice with different values: the first one is shown.
    package var conflicts: [String] = []

    package init(id: String) {
        self.id = id
    }

    /// The values to show for a tag: more than one only while additions are concurrent.
    package var tagValues: [(key: String, value: String)] {
        tags.sorted { $0.key < $1.key }.compactMap { key, values in values.last.map { (key, $0.value) } }
    }

    /// Declared metrics and, under the file name "", the last point of every logged series.
    package var comparableMetrics: FileValues {
        var values = metrics
        for (key, summary) in series.sorted(by: { $0.key < $1.key }) {
            values["", default: JSONObject()][key] = .double(summary.last)
        }
        return values
    }
}

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
        count += other.count
        if other.step >= step { (last, step, time) = (other.last, other.step, other.time) }
        min = min.isNaN ? other.min : (other.min.isNaN ? min : Swift.min(min, other.min))
        max = max.isNaN ? other.max : (other.max.isNaN ? max : Swift.max(max, other.max))
    }
}

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
            .string(key), value.isFinite ? .double(value) : .string(Self.name(value)), .integer(step), .integer(time),
        ])
    }

    package init?(_ json: JSONValue) {
        guard case .array(let items) = json, items.count == 4, let key = items[0].stringValue,
            let value = Self.number(items[1]), let step = items[2].integerValue, let time = items[3].integerValue
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
