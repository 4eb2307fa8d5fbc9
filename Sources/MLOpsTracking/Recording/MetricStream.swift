internal import MLOpsCore
internal import MLOpsLog

/// Points that come one after another, up to millions: gathered, and written as ops a portion at a time.
package final class MetricStream {
    private let logger: RunLogger
    private var points: [MetricContext: [MetricPoint]] = [:]
    private var count = 0
    private var since: Int64 = 0

    /// Points of a portion: some 3 MiB of text, a dozen chunks beside the op.
    private static let portion = 65_536
    /// So few go to the journal of a run that is being recorded, which writes them to the log with others.
    private static let journalLimit = 200
    /// As many of a stream that does not pause: a log commit for every second would be too many.
    private static let steadyLimit = 20_000

    /// Milliseconds that a point waits at most.
    private let patience: Int64

    package init(_ logger: RunLogger) {
        self.logger = logger
        patience = logger.isInside ? 1000 : 10_000
    }

    /// `now` in milliseconds.
    package func add(_ line: MetricLine, now: Int64) throws {
        if count == 0 { since = now }
        points[line.context, default: []].append(line.point)
        count += 1
        if count >= Self.portion || now - since >= patience { try flush(journalLimit: Self.steadyLimit) }
    }

    /// Everything that was added is on disk when this returns.
    package func flush() throws {
        try flush(journalLimit: Self.journalLimit)
    }

    private func flush(journalLimit: Int) throws {
        if count == 0 { return }
        let portions = points.sorted { $0.key < $1.key }
        if count <= (logger.isInside ? journalLimit : Self.journalLimit) {
            try logger.log(portions.flatMap { context, points in points.map { .metric($0, context) } })
        } else {
            try logger.logAtOnce(portions)
        }
        points.removeAll(keepingCapacity: true)
        count = 0
    }
}
