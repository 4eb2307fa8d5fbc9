internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsTerminal
internal import MLOpsTracking

struct Repro: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "repro",
        abstract: "Run the stages of the pipeline that are out of date",
        discussion: """
            A stage is up to date when its record says that its outputs came from its present command, inputs and \
            parameters. TARGETS are stages, groups or outputs; what they need comes with them.
            """)

    @Argument(help: "Stages, groups or outputs (default: everything)")
    var targets: [String] = []

    @Option(name: .long, help: "Name the run that this is recorded as")
    var name = ""

    @Option(
        name: [.customShort("P"), .customLong("param")], help: "Set a value in a params file first (can be repeated)")
    var param: [String] = []

    @Flag(name: .shortAndLong, help: "Run stages that are up to date as well")
    var force = false

    @Flag(name: .shortAndLong, help: "Run only the targets, not what they need")
    var singleItem = false

    @Flag(name: [.customShort("n"), .customLong("dry-run"), .customLong("dry")], help: "Show what would run and why")
    var dryRun = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        var context = try PipelineContext(session)
        let recorder = dryRun ? nil : try makeRecorder(context.repository)
        // The parameters may have just been rewritten, and the pipeline may be a template of them.
        if !param.isEmpty { context = try PipelineContext(session) }
        var options = ReproOptions()
        options.targets = targets.map(context.resolve)
        options.isForced = force
        options.isSingle = singleItem
        let reproducer = try context.reproducer(session)
        if dryRun {
            session.out.write(ReproText.plan(try reproducer.plan(options)))
            return 0
        }
        guard let recorder, try !reproducer.plan(options).isUpToDate else {
            return ReproText.report(try reproducer.execute(options), to: session.reporter)
        }
        context.warnAboutLock(session.reporter)
        let (record, outcome) = try recorder.record { environment, _ in
            let outcome = try reproducer.execute(options, environment: environment)
            return RunOutcome(outcome, exitCode: ReproText.report(outcome, to: session.reporter))
        }
        RunSummary.tell(record, recorder.store.repository)
        return outcome.exitCode
    }

    /// A reproduction is recorded as one run. Rewrites params files; records nothing yet.
    private func makeRecorder(_ repository: Repository) throws -> RunRecorder {
        let request = RunRequest(
            name: name, command: ["git", "mlops", "repro"] + targets, overrides: try param.map(KeyValue.override),
            recordsAllMetrics: true)
        return try RunRecorder(try RunStore(repository), request)
    }
}

extension RunOutcome {
    /// The stages' resources together; what they printed went straight to the terminal.
    init(_ outcome: ReproOutcome, exitCode: Int32) {
        let records = outcome.items.filter { $0.status == .ran }.compactMap(\.record)
        self.init(
            exitCode: exitCode, signal: nil,
            cpuMicroseconds: records.reduce(0) { $0 + $1.userMicroseconds + $1.systemMicroseconds },
            peakKiB: records.map(\.peakKiB).max() ?? 0, outputTail: "")
    }
}
