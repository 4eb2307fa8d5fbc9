internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTracking

struct Run: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a command and record what went in and what came out",
        usage: """
            git mlops run [--name <name>] [--experiment <name>] [--tag <k=v>]... [-P [<file>:]<key>=<value>]... -- <command>...
            git mlops run --pipeline [--name <name>] [-P <override>]... [--include <path>]... [-- <target>...]
            """,
        discussion: """
            Records parameters, metrics, the code as it is in the worktree, times, resources and the end of the output. \
            Inside the command, 'git mlops log metric <key> <value>' adds to the run from any language, and 'git mlops \
            run' records a part of it.

            With --pipeline the stages run in a worktree of their own, which begins with this one as it is and goes away \
            in the end: you go on editing, and start others beside it. -P then takes Hydra's overrides (key=value, \
            +key=value, ++key=value, ~key). 'git mlops runs apply' brings back what a run made.
            """)

    @Option(name: .shortAndLong, help: "Name the run")
    var name = ""

    @Option(name: .shortAndLong, help: "Put the run into this experiment, which is made when there is none")
    var experiment: String?

    @Option(name: .shortAndLong, help: "Tag the run with KEY=VALUE (can be repeated)")
    var tag: [String] = []

    @Option(
        name: [.customShort("P"), .customShort("S"), .customLong("param")],
        help: "Set a value in a params file first (can be repeated)")
    var param: [String] = []

    @Flag(help: "Run the pipeline, in a worktree of its own")
    var pipeline = false

    @Option(help: "With --pipeline: take along this file, which git does not have (can be repeated)")
    var include: [String] = []

    @Flag(name: .shortAndLong, help: "Do not name the run at the end")
    var quiet = false

    @Argument(parsing: .postTerminator, help: "The command and its arguments")
    var command: [String] = []

    func run(in session: Session) throws -> Int32 {
        if pipeline { return try runPipeline(session) }
        if command.isEmpty {
            throw Diagnostic.usage("no command given", hint: "git mlops run -- python train.py")
        }
        let store = try RunStore(session.repository())
        let folders = try store.repository.workTree.map { _ in
            try PipelineFiles(repository: store.repository).folders(inTree: nil)
        }
        let request = RunRequest(
            name: name, command: command, tags: try tag.map { try KeyValue.pair($0, option: "--tag") },
            overrides: try param.map(KeyValue.override), experiment: experiment,
            pipelineFolders: folders ?? [""])
        let recorder = try RunRecorder(store, request)
        let (record, outcome) = try recorder.record { environment, tick in
            let result = try WatchedChild.run(
                command, workingDirectory: session.context.workingDirectory, environment: environment, tick: tick)
            return RunOutcome(result)
        }
        if !quiet { RunSummary.tell(record, store.repository) }
        return outcome.signal.map { 128 + $0 } ?? outcome.exitCode
    }

    private func runPipeline(_ session: Session) throws -> Int32 {
        if experiment != nil || !tag.isEmpty {
            throw Diagnostic.usage("--experiment and --tag go with a command", hint: "git mlops runs tag RUN KEY=VALUE")
        }
        let random = Hex.encode((0..<4).map { UInt8(truncatingIfNeeded: session.context.randomBits() >> $0) })
        let run = PipelineRun(
            session: session, name: name.isEmpty ? "exp-\(random)" : name, targets: command,
            overrides: try param.map { text throws(Diagnostic) in try HydraOverride(text) }, include: include)
        return try run.run()
    }
}

extension RunOutcome {
    init(_ result: WatchedChild.Result) {
        let signal: Int32? = if case .signaled(let number) = result.status { number } else { nil }
        self.init(
            exitCode: result.status.shellCode, signal: signal,
            cpuMicroseconds: result.usage.userMicroseconds + result.usage.systemMicroseconds,
            peakKiB: result.usage.peakKiB, outputTail: result.tail.asText)
    }
}

/// What is said about a run when it is over.
enum RunSummary {
    /// The run in one line; in a clone whose hooks are not set up, the command that sets them up.
    static func tell(_ record: RunRecord, _ repository: Repository) {
        let reporter = repository.context.reporter
        reporter.note(line(record))
        guard let config = try? repository.config, config["mlops.setup"] == nil,
            config.bool("mlops.advice.setup") != false
        else { return }
        reporter.hint("git mlops init, so that plain git commit and git push carry runs")
    }

    private static func line(_ record: RunRecord) -> String {
        let time = record.wallMilliseconds.map { " in \(DecimalText.duration(milliseconds: $0))" } ?? ""
        let name = record.name.isEmpty ? "" : " '\(record.name)'"
        let end =
            switch record.status {
            case .finished, .running, .scheduled: record.status.rawValue
            case .failed: "failed (exit \(record.exitCode ?? 0))"
            case .killed: "killed by signal \(record.signal ?? 0)"
            }
        return "mlops: run \(RunName.short(record.id))\(name) \(end)\(time)"
    }
}
