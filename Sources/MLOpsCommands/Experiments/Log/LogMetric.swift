internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTracking

struct LogMetric: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "metric", abstract: "Log one value of a metric",
        usage: "git mlops log metric [--step <n>] [--run <run>] <key> <value>")

    // Unrecognized options count as words: a negative number looks like one.
    @Argument(parsing: .allUnrecognized, help: "Name of the metric, and a number; nan, inf and -inf count")
    var words: [String] = []

    @Option(parsing: .unconditional, help: "Step of the training, a whole number")
    var step: Int64 = 0

    @OptionGroup var target: RunTarget

    func run(in session: Session) throws -> Int32 {
        let (key, value) = try KeyValue.words(words)
        guard let number = Double(value) else { throw Diagnostic.usage("metric '\(key)' is not a number: '\(value)'") }
        let point = MetricPoint(key: key, value: number, step: step, time: session.context.now())
        try target.logger(in: session).log([.metric(point)])
        return 0
    }
}
