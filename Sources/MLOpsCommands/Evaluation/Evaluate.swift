internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsEvaluation
internal import MLOpsGit
internal import MLOpsQuality
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTracking

struct Evaluate: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Compute the metrics of a file of predictions",
        usage: "git mlops evaluate [<options>] <predictions>",
        discussion: """
            The file is a table with the columns y_true, y_pred and, where the model gives probabilities, y_score or one \
            column p_<class> for each class. Inside 'git mlops run', or with --run, the metrics are logged.
            """)

    @Argument(help: "A CSV or TSV file with a row for each prediction") var predictions: String
    @Option(help: ArgumentHelp("The column with what was true", valueName: "column")) var truth = "y_true"
    @Option(help: ArgumentHelp("The column with what the model said", valueName: "column")) var prediction = "y_pred"
    @Option(help: ArgumentHelp("The column with the positive class's probability", valueName: "column"))
    var score = "y_score"
    @Option(
        help: ArgumentHelp("Of two classes, the one that counts; else 1, true, yes or the last", valueName: "class"))
    var positive: String?
    @Option(help: "Without predictions, a score from here on is positive") var threshold = 0.5
    @Option(help: ArgumentHelp("Also for each value of this column (can be repeated)", valueName: "column"))
    var segment: [String] = []
    @Option(
        help: ArgumentHelp("Whether the groups in this column are treated alike (can be repeated)", valueName: "column")
    )
    var group: [String] = []
    @Option(help: "A group with fewer rows decides nothing") var minGroup = 30
    @Flag(help: "The values are numbers, not classes") var regression = false
    @Flag(help: "The values are classes, although they look like measurements") var classification = false
    @Option(help: "Of the intervals") var confidence = 0.95
    @Option(help: "Of the bootstrap") var seed: UInt64 = 0
    @Option(help: ArgumentHelp("Log the metrics to this run", valueName: "run")) var run: String?
    @Option(help: ArgumentHelp("Stands before each logged name", valueName: "text")) var prefix = ""
    @Flag(help: "Print one JSON document") var json = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        guard confidence > 0, confidence < 1 else { throw Diagnostic.usage("--confidence is between 0 and 1") }
        guard threshold.isFinite else { throw Diagnostic.usage("--threshold is a number") }
        if regression, classification { throw Diagnostic.usage("--regression and --classification exclude each other") }
        let table = try PredictionFile.read(predictions, session)
        let evaluated = try evaluate(table)
        let view = EvaluationView(name: predictions, evaluated: evaluated)
        if json { session.out.json(view.json) } else { view.show(session.out) }
        try log(view, in: session)
        return 0
    }

    private func evaluate(_ table: PredictionFile) throws -> EvaluatedFile {
        var columns = Predictions.Columns()
        columns.truth = truth
        columns.predicted = prediction
        columns.score = score
        columns.positive = positive
        columns.threshold = threshold
        columns.segments = segment + group.filter { !segment.contains($0) }
        columns.isRegression = regression ? true : classification ? false : nil
        var options = EvaluationOptions()
        options.confidence = confidence
        options.seed = seed
        do {
            let read = try Predictions(header: table.header, rows: table.rows, columns: columns)
            return EvaluatedFile(read, segments: segment, groups: group, minimum: minGroup, options)
        } catch {
            throw Diagnostic(
                .fatal,
                "\(predictions): \(DisplayText.oneLine(error.message))", hints: error.hint.map { [$0] } ?? [])
        }
    }

    /// To the run that was named, or the one that this process is a part of.
    private func log(_ view: EvaluationView, in session: Session) throws {
        if run == nil, session.context.environment["GIT_MLOPS_RUN"] == nil { return }
        let repository = try Repository.open(RunLogger.context(session.context))
        let logger = try RunLogger(repository, run: run)
        let now = session.context.now()
        // The whole of it, for model cards: intervals, segments, groups and what cannot be told.
        let document = view.json.serialized(.pretty(sortedKeys: true)) + [0x0a]
        let artifact = RunJournal.Entry.artifact(
            name: "evaluation/\(prefix)\(Paths.name(predictions)).json", size: Int64(document.count), digest: nil,
            blob: try repository.writeBlob(document).hex)
        try logger.log(
            view.logged.map {
                .metric(MetricPoint(key: prefix + $0.key, value: $0.value, step: 0, time: now), MetricContext())
            } + [artifact])
    }
}

/// The table in a file.
struct PredictionFile {
    /// 20 million predictions: more do not fit in memory as text.
    private static let limit = 20_000_000

    let header: [String]
    let rows: [[String]]

    static func read(_ name: String, _ session: Session) throws -> PredictionFile {
        let path = Paths.absolute(name, in: session.context.workingDirectory)
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path)
        } catch {
            throw Diagnostic.fatal("cannot open '\(name)': \(error.cause)")
        }
        return try parse(bytes, name: name)
    }

    static func parse(_ bytes: [UInt8], name: String) throws -> PredictionFile {
        guard var rows = CSVRows.read(bytes, name: RepoPath(Paths.name(name)), limit: limit) else {
            throw Diagnostic.fatal("'\(name)' has more than \(limit) rows")
        }
        if rows.isEmpty { throw Diagnostic.fatal("'\(name)' is empty") }
        let header = rows.removeFirst()
        return PredictionFile(header: header, rows: rows)
    }
}
