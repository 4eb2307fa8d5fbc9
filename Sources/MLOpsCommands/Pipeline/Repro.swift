internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTracking

struct Repro: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "repro",
        abstract: "Run the stages of the pipeline that are out of date",
        discussion: """
            A stage is up to date when its record says that its outputs came from its present command, inputs and \
            parameters. TARGETS are stages, groups or outputs; what they need comes with them. What a stage made of the \
            same inputs before is put back instead of made again.
            """)

    @OptionGroup var selection: ReproSelection

    @Option(name: .long, help: "Name the run that this is recorded as")
    var name = ""

    @Option(
        name: [.customShort("S"), .customLong("set-param"), .customLong("param")],
        help: "Set a value in a params file first, also as -P KEY=VALUE (can be repeated)")
    var param: [String] = []

    @Option(
        name: [.customShort("j", allowingJoined: true), .long], help: "How many stages may run at the same time")
    var jobs = 1

    @Flag(name: .shortAndLong, help: "After a failure, go on with what does not depend on it")
    var keepGoing = false

    @Flag(help: "After a failure, go on as if there was none, and succeed")
    var ignoreErrors = false

    @Flag(name: .shortAndLong, help: "Ask before each stage that is to run")
    var interactive = false

    @Flag(help: "Keep no contents of outputs; only the record says what they were")
    var noCommit = false

    @Flag(name: [.customShort("n"), .customLong("dry-run"), .customLong("dry")], help: "Show what would run and why")
    var dryRun = false

    init() {}

    /// Before parsing: `-P` takes all pipelines, as in dvc, unless KEY=VALUE follows.
    static func expanded(_ arguments: [String]) -> [String] {
        guard arguments.first == "repro" else { return arguments }
        return arguments.indices.map { index in
            let next = index + 1 < arguments.count ? arguments[index + 1] : ""
            return arguments[index] == "-P" && next.contains("=") && !next.hasPrefix("-") ? "-S" : arguments[index]
        }
    }

    private func pipelines(_ session: Session) throws -> PipelineContext {
        try PipelineContext(
            session, orElseAny: selection.allPipelines || !selection.targets.isEmpty, needsAll: selection.allPipelines)
    }

    func run(in session: Session) throws -> Int32 {
        if jobs < 1 { throw Diagnostic.usage("--jobs takes a number from 1 on") }
        if interactive, jobs > 1 { throw Diagnostic.usage("--interactive asks about one stage at a time, without -j") }
        var context = try pipelines(session)
        let recorder = dryRun || param.isEmpty ? nil : try makeRecorder(context)
        // The parameters may have just been rewritten, and the pipeline may be a template of them.
        if !param.isEmpty, !dryRun { context = try pipelines(session) }
        var options = selection.options(context)
        options.jobs = jobs
        options.keepsGoing = keepGoing
        options.ignoresErrors = ignoreErrors
        options.keepsOutputs = !noCommit
        if selection.pull { context.warnWithoutRemote(session.reporter) }
        let reproducer = try context.reproducer(session)
        let plan = try reproducer.plan(options)
        if dryRun {
            session.out.write(ReproText.plan(plan, reproducer))
            return 0
        }
        if plan.isUpToDate {
            guard try reproducer.keepsLock else {
                session.reporter.note(ReproText.upToDate(skipped: plan.items.count { $0.state == .skipped }))
                return 0
            }
            return ReproText.report(try reproducer.execute(options), reproducer, to: session.reporter)
        }
        return try record(recorder ?? makeRecorder(context), context, options, session)
    }

    private func record(
        _ recorder: RunRecorder, _ context: PipelineContext, _ options: ReproOptions, _ session: Session
    ) throws -> Int32 {
        let view = ReproView(session, main: context.pipeline.file.description, isShared: jobs > 1)
        let confirm: ((Stage) -> Bool)? = interactive ? { Self.isWanted($0) } : nil
        let reproducer = try context.reproducer(
            session, observer: view, details: Self.details(recorder, context.repository), confirm: confirm,
            recorded: recorder.note)
        let (record, outcome): (RunRecord, RunOutcome) = try recorder.record { environment, tick in
            try withoutActuallyEscaping(tick) { tick in
                view.onTick = tick
                defer { view.finish() }
                let outcome = try reproducer.execute(options, environment: environment)
                return RunOutcome(outcome, exitCode: report(outcome, reproducer, session))
            }
        }
        RunSummary.tell(record, recorder.store.repository)
        return outcome.signal.map { 128 + $0 } ?? outcome.exitCode
    }

    private func report(_ outcome: ReproOutcome, _ reproducer: Reproducer, _ session: Session) -> Int32 {
        let code = ReproText.report(outcome, reproducer, to: session.reporter)
        return ignoreErrors && outcome.signal == nil ? 0 : code
    }

    /// Asks on the terminal, or whatever standard input is; its end means no.
    private static func isWanted(_ stage: Stage) -> Bool {
        Prompt.confirm("Run stage '\(stage.name)'?", initial: false)
    }

    private static func details(_ recorder: RunRecorder, _ repository: Repository) -> JSONObject {
        var details: JSONObject = [
            "run": .string(recorder.id), "host": .string(Host.name), "version": .string(Application.version),
        ]
        details["commit"] = repository.resolveIfPresent("HEAD").map { .string($0.hex) }
        return details
    }

    /// A reproduction is recorded as one run. Rewrites params files; records nothing yet.
    private func makeRecorder(_ context: PipelineContext) throws -> RunRecorder {
        let folders = ([context.pipeline] + context.others).map(\.folder)
        let request = RunRequest(
            name: name, command: ["git", "mlops", "repro"] + selection.targets,
            overrides: try param.map(KeyValue.override), recordsAllMetrics: true, pipelineFolders: folders)
        return try RunRecorder(try RunStore(context.repository), request)
    }
}

extension RunOutcome {
    /// The stages' resources together, and the ends of what they printed.
    init(_ outcome: ReproOutcome, exitCode: Int32) {
        let records = outcome.items.filter { $0.status == .ran }.compactMap(\.record)
        self.init(
            exitCode: exitCode, signal: outcome.signal,
            cpuMicroseconds: records.reduce(0) { $0 + $1.userMicroseconds + $1.systemMicroseconds },
            peakKiB: records.map(\.peakKiB).max() ?? 0,
            outputTail: String(records.compactMap { $0.details["tail"]?.stringValue }.joined().suffix(8192)))
    }
}
