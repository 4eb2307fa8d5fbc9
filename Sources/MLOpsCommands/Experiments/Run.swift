internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTracking

struct Run: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a command and record what went in and what came out",
        usage:
            "git mlops run [--name <name>] [--experiment <name>] [--tag <k=v>]... [-P [<file>:]<key>=<value>]... -- <command>...",
        discussion: """
            Records parameters, metrics, the code as it is in the worktree, times, resources and the end of the output. \
            Inside the command, 'git mlops log metric <key> <value>' adds to the run from any language, and 'git mlops \
            run' records a part of it.
            """)

    @Option(name: .shortAndLong, help: "Name the run")
    var name = ""

    @Option(name: .shortAndLong, help: "Put the run into this experiment, which is made when there is none")
    var experiment: String?

    @Option(name: .shortAndLong, help: "Tag the run with KEY=VALUE (can be repeated)")
    var tag: [String] = []

    @Option(
        name: [.customShort("P"), .customLong("param")], help: "Set a value in a params file first (can be repeated)")
    var param: [String] = []

    @Flag(name: .shortAndLong, help: "Do not name the run at the end")
    var quiet = false

    @Argument(parsing: .postTerminator, help: "The command and its arguments")
    var command: [String] = []

    func run(in session: Session) throws -> Int32 {
        if command.isEmpty {
            throw Diagnostic.usage("no command given", hint: "git mlops run -- python train.py")
        }
        let store = try RunStore(session.repository())
        let request = RunRequest(
            name: name, command: command, tags: try tag.map { try KeyValue.pair($0, option: "--tag") },
            overrides: try param.map(KeyValue.override), experiment: experiment)
        let recorder = try RunRecorder(store, request)
        let (record, outcome) = try recorder.record { environment, tick in
            let result = try WatchedChild.run(
                command, workingDirectory: session.context.workingDirectory, environment: environment, tick: tick)
            return RunOutcome(result)
        }
        if !quiet { RunSummary.tell(record, store.repository) }
        return outcome.signal.map { 128 + $0 } ?? outcome.exitCode
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
