internal import MLOpsCore
internal import MLOpsEvaluation
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTracking

/// Records a split in the log as a stage is recorded: the hash of what went in, and those of the parts. Inside a run it
/// belongs to that one, else it is a run of its own.
struct SplitRecorder {
    let split: TableSplit
    let command: [String]
    let session: Session

    /// The result, and the run that has the record; nil outside a worktree.
    func record(_ outputs: [String]) throws -> (TableSplit.Result, run: String?) {
        let isInside = session.context.environment["GIT_MLOPS_RUN"] != nil
        let context = RunLogger.context(session.context)
        guard let repository = try Repository.openIfPresent(context), isInside || repository.workTree != nil else {
            session.reporter.note("not in a worktree: the split is not recorded")
            return (try split.write(to: outputs), nil)
        }
        let top = repository.workTree ?? session.context.workingDirectory
        if isInside {
            let (result, record) = try work(outputs, top)
            let logger = try RunLogger(repository, run: nil)
            try logger.log([.stage(record.json)])
            return (result, nil)
        }
        let store = try RunStore(session.repository())
        let recorder = try RunRecorder(store, RunRequest(name: "split", command: command))
        var found: TableSplit.Result?
        let (run, _) = try recorder.record { _, _ in
            let (result, record) = try work(outputs, top)
            try recorder.note(record)
            try RunLogger(repository, run: recorder.id).log(
                parameters.map { .param(key: "split.\($0.key)", value: $0.value) })
            found = result
            return RunOutcome(exitCode: 0, signal: nil, cpuMicroseconds: 0, peakKiB: 0, outputTail: "")
        }
        guard let found else { throw Diagnostic.fatal("the split was not recorded") }
        return (found, run.id)
    }

    private func work(_ outputs: [String], _ top: String) throws -> (TableSplit.Result, StageRecord) {
        let started = session.context.now()
        let result = try split.write(to: outputs)
        func name(_ path: String) -> String { Paths.relative(path, to: top) ?? path }
        let record = StageRecord(
            work: "split", command: command.joined(separator: " "), params: parameters,
            deps: [name(split.path): result.data],
            outs: Dictionary(uniqueKeysWithValues: result.parts.map { (name($0.path), $0.object) }), started: started,
            ended: session.context.now(), details: SplitView(split: split, result: result, run: nil).details)
        return (result, record)
    }

    private var parameters: JSONObject {
        var parameters: JSONObject = [
            "parts": .string(
                split.parts.map { "\($0.name)=\(DecimalText.significant($0.share, digits: 6))" }.joined(separator: ",")),
            "seed": .exact(Int64(bitPattern: split.seed)),
        ]
        switch split.method {
        case .stratified(let columns):
            if !columns.isEmpty { parameters["stratify"] = .array(columns.map(JSONValue.string)) }
        case .grouped(let column): parameters["group"] = .string(column)
        case .ordered(let column): parameters["time"] = .string(column)
        }
        if !split.keys.isEmpty { parameters["key"] = .array(split.keys.map(JSONValue.string)) }
        if let cases = split.cases {
            parameters["cases"] = .string("\(cases.column)=\(cases.value)")
            parameters["controls"] = .double(cases.controls)
            parameters["sampled"] = .string(cases.isFirstPartOnly ? split.parts[0].name : "all")
        }
        return parameters
    }
}
