internal import ArgumentParser
internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTracking

struct LogMetric: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "metric", abstract: "Log values of a metric",
        usage: """
            git mlops log metric [--step <n>] [--run <run>] <key> <value>
            git mlops log metric --stdin [--run <run>]
            """,
        discussion: """
            With --stdin, each line is '<key> <value> [<step> [<milliseconds since 1970>]]', or JSON: a list of the same, \
            or an object with key, value, step, time, dataset and logged.
            """)

    // Unrecognized options count as words: a negative number looks like one.
    @Argument(parsing: .allUnrecognized, help: "Name of the metric, and a number; nan, inf and -inf count")
    var words: [String] = []

    @Option(parsing: .unconditional, help: "Step of the training, a whole number")
    var step: Int64 = 0

    @Flag(help: "Read points from standard input, a line each, until it ends")
    var stdin = false

    @OptionGroup var target: RunTarget

    func run(in session: Session) throws -> Int32 {
        if stdin { return try readPoints(in: session) }
        let (key, value) = try KeyValue.words(words)
        guard let number = Double(value) else { throw Diagnostic.usage("metric '\(key)' is not a number: '\(value)'") }
        let point = MetricPoint(key: key, value: number, step: step, time: session.context.now())
        try target.logger(in: session).log([.metric(point, MetricContext())])
        return 0
    }

    /// What came is on disk at the latest a second later; ten where nobody records the run and the program never pauses.
    private func readPoints(in session: Session) throws -> Int32 {
        if let word = words.first { throw Diagnostic.usage("--stdin takes no metric, not '\(word)'") }
        let stream = MetricStream(try target.logger(in: session))
        var lines = LineReader(Descriptor(adopting: dup(0), name: "standard input"))
        var number = 0
        while true {
            switch try lines.next(patience: 1000) {
            case .line(let line):
                number += 1
                try add(line, number, to: stream, in: session)
            case .pause: try stream.flush()
            case .end:
                try stream.flush()
                return 0
            }
        }
    }

    private func add(_ line: [UInt8], _ number: Int, to stream: MetricStream, in session: Session) throws {
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return }
        let now = session.context.now()
        if let point = MetricLine(line, step: step, time: now) { return try stream.add(point, now: now) }
        try stream.flush()
        throw Diagnostic.fatal(
            "line \(number) is no point: '\(DisplayText.oneLine(line.asText))'", hint: "the lines before it were logged"
        )
    }
}
