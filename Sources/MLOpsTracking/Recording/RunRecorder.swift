package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
package import MLOpsPipeline
internal import MLOpsSystem

/// Records a run: what it started from, what it logged, what it left.
package final class RunRecorder {
    package let store: RunStore
    package let id: String
    private let request: RunRequest
    private let journal: RunJournal
    private let top: String
    private var stamps: [String: FileStamp] = [:]
    private let startMilliseconds: Int64
    private let declared: DeclaredFiles
    private let overriddenFiles: [String]

    private var repository: Repository { store.repository }
    private var context: InvocationContext { repository.context }

    /// Rewrites the params files that the request names; nothing is recorded yet.
    package init(_ store: RunStore, _ request: RunRequest) throws {
        guard let top = store.repository.workTree else {
            throw Diagnostic.fatal("this operation must be run in a work tree")
        }
        self.store = store
        self.request = request
        self.top = top
        let context = store.repository.context
        id = Hex.encode(
            [context.randomBits(), context.randomBits()].flatMap { value in
                (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
            })
        journal = RunJournal(store.log.layout, run: id)
        startMilliseconds = context.now()
        declared = DeclaredFiles(top: top, folders: request.pipelineFolders, reporter: context.reporter)
        overriddenFiles = try ParameterOverrides.apply(request.overrides, top: top)
    }

    /// Records the start, does `work` with the environment that makes `git mlops log` find this run, and records the
    /// end. The start is in the log before the work begins. `work` gets a closure to call now and then.
    package func record(
        _ work: (_ environment: [String: String], _ tick: () -> Void) throws -> RunOutcome
    ) throws -> (record: RunRecord, outcome: RunOutcome) {
        let owner = try journal.own()
        defer {
            _ = owner.raw
            journal.disown()
        }
        try writeStart()
        for file in declared.metricsPaths() { stamps[file] = FileStamp(Paths.join(top, file)) }
        let outcome: RunOutcome
        do {
            outcome = try work(environment, { self.flushWhenDue() })
        } catch {
            try? writeEnd(
                RunOutcome(
                    exitCode: 127, signal: nil, cpuMicroseconds: 0, peakKiB: 0,
                    outputTail: "\(Diagnostic(describing: error).message)\n"))
            throw error
        }
        try writeEnd(outcome)
        guard let record = try store.record(id) else { throw LogError(.damaged, "the run was not recorded") }
        return (record, outcome)
    }

    /// What a child finds this run by.
    package var environment: [String: String] {
        var environment = context.environment
        environment["GIT_MLOPS_RUN"] = id
        environment["GIT_MLOPS_GIT_DIR"] = repository.gitDirectory
        // dvclive leaves recording to whoever set these; else it commits an experiment of its own.
        if environment["DVC_EXP_BASELINE_REV"] == nil, let base = repository.resolveIfPresent("HEAD") {
            if environment["DVC_ROOT"] == nil { environment["DVC_ROOT"] = repository.workTree }
            environment["DVC_EXP_BASELINE_REV"] = base.hex
            environment["DVC_EXP_NAME"] = RunName.short(id)
        }
        return environment
    }

    /// Adds the record of a stage; it is on disk when this returns, and in the log at the end.
    package func note(_ record: StageRecord) throws {
        try journal.append([.stage(record.json)])
    }

    private var nextFlush: Int64 = 0

    private func flushWhenDue() {
        let now = context.now()
        guard now >= nextFlush || journal.pendingBytes >= 256 << 10 else { return }
        nextFlush = now + 10_000
        // A failure here is no loss: the journal stays and is moved at the end.
        try? journal.flush(into: store)
    }

    private func writeStart() throws {
        let snapshot = try Snapshot.take(repository)
        var start: JSONObject = [
            "name": .string(request.name), "command": .array(request.command.map(JSONValue.string)),
            "dir": .string(repository.prefix), "host": .string(Host.name),
        ]
        start["base"] = repository.resolveIfPresent("HEAD").map { .string($0.hex) }
        start["branch"] = try branch().map(JSONValue.string)
        if let snapshot {
            start["tree"] = .string(snapshot.tree.hex)
            start["dirty"] = .array(snapshot.dirty.map(JSONValue.string))
            start["omitted"] = .array(snapshot.omitted.map(JSONValue.string))
            start["env"] = .object(try EnvironmentFiles.find(in: snapshot.tree, repository))
        }
        var drafts = try group(&start)
        drafts.append(OpDraft(.runStart, run: id, start))
        let params = try declared.params(extra: overriddenFiles)
        let paramDrafts = ParamOps.drafts(params, run: id)
        drafts += paramDrafts.prefix(ParamOps.perCommit)
        for tag in request.tags {
            drafts.append(OpDraft(.runTag, run: id, ["key": .string(tag.key), "value": .string(tag.value)]))
        }
        try store.log.append(drafts, snapshots: snapshot.map { [$0.tree] } ?? [])
        for start in stride(from: ParamOps.perCommit, to: paramDrafts.count, by: ParamOps.perCommit) {
            try store.log.append(Array(paramDrafts[start..<min(start + ParamOps.perCommit, paramDrafts.count)]))
        }
        nextFlush = context.now() + 10_000
    }

    /// Says to which run and which experiment this one belongs; what creates the experiment when there is none.
    private func group(_ start: inout JSONObject) throws -> [OpDraft] {
        let around = try RunLogger.current(repository).flatMap { try store.record($0) }
        start["parent"] = around.map { .string($0.id) }
        guard let name = request.experiment else {
            start["experiment"] = around.map { .string($0.experiment) }
            return []
        }
        if let known = try store.experimentIfPresent(name) {
            start["experiment"] = .string(known.id)
            return []
        }
        let (id, draft) = try ExperimentEditing.draft(name, in: store)
        start["experiment"] = .string(id)
        return [draft]
    }

    private func writeEnd(_ outcome: RunOutcome) throws {
        try journal.flush(into: store)
        let metrics = try declared.metrics().filter {
            request.recordsAllMetrics || stamps[$0.key] != FileStamp(Paths.join(top, $0.key))
        }
        let snapshot = try Snapshot.take(repository)
        let logged = try declared.loggedParams().filter { !overriddenFiles.contains($0.key) }
        var drafts = ParamOps.drafts(logged, run: id)
        while drafts.count > ParamOps.perCommit {
            try store.log.append(Array(drafts.prefix(ParamOps.perCommit)))
            drafts.removeFirst(ParamOps.perCommit)
        }
        if !metrics.isEmpty { drafts.append(OpDraft(.runMetrics, run: id, ["files": Self.json(metrics)])) }
        var finish: JSONObject = [
            "status": .string(outcome.status.rawValue), "exit": .integer(Int64(outcome.exitCode)),
            "wall": .integer(context.now() - startMilliseconds), "cpu": .integer(outcome.cpuMicroseconds),
            "peak": .integer(outcome.peakKiB), "tail": .string(outcome.outputTail),
        ]
        finish["signal"] = outcome.signal.map { .integer(Int64($0)) }
        finish["tree"] = snapshot.map { .string($0.tree.hex) }
        drafts.append(OpDraft(.runFinish, run: id, finish))
        try store.log.append(drafts, snapshots: snapshot.map { [$0.tree] } ?? [])
    }

    private func branch() throws -> String? {
        let result = try repository.git(["symbolic-ref", "--quiet", "--short", "HEAD"])
        return result.status.isSuccess ? result.text : nil
    }

    private static func json(_ files: FileValues) -> JSONValue {
        .object(JSONObject(files.map { (key: $0.key, value: .object($0.value)) }))
    }
}
