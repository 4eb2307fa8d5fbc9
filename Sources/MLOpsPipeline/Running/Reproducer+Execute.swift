internal import MLOpsCore
internal import MLOpsSystem

extension Reproducer {
    /// Runs what has to run, one stage after the other, and stops at the first failure. `environment` is added to
    /// that of the commands, `DVC_ROOT` and `DVC_STAGE` are set for each. Output goes through to ours. A stage that
    /// failed leaves no record.
    package func execute(_ options: ReproOptions, environment: [String: String] = [:]) throws -> ReproOutcome {
        let lock = try acquireLock()
        defer { withExtendedLifetime(lock) {} }
        var inspector = makeInspector()
        defer { inspector.hasher.cache.save() }
        var outcome = ReproOutcome()
        var hasFailed = false
        for index in try selection(options) {
            let stage = graph.stages[index]
            if hasFailed {
                outcome.items.append(.init(stage: stage, status: .notReached, record: nil))
                continue
            }
            let item = try attempt(stage, options, environment, &inspector)
            if case .failed = item.status { hasFailed = true }
            outcome.items.append(item)
        }
        return outcome
    }

    /// One process at a time runs the stages of a worktree; a second one waits.
    private func acquireLock() throws -> LockedFile? {
        try stateFolder.map { folder in
            try LockedFile(folder: folder, name: "repro.lock") {
                context.reporter.note("waiting for another 'git mlops repro' to finish")
            }
        }
    }

    /// What stands in a stage's way is its failure, not that of the whole undertaking: others have run before it.
    private func attempt(
        _ stage: Stage, _ options: ReproOptions, _ environment: [String: String], _ inspector: inout StageInspector
    ) throws -> ReproOutcome.Item {
        do {
            return try reproduce(stage, options, environment, &inspector)
        } catch let error as any DiagnosticConvertible {
            return failure(of: stage, error.diagnostic)
        } catch let error as Diagnostic {
            return failure(of: stage, error)
        }
    }

    private func failure(of stage: Stage, _ diagnostic: Diagnostic) -> ReproOutcome.Item {
        diagnostic.hints.forEach(context.reporter.hint)
        return .init(stage: stage, status: .failed(diagnostic.message, code: 1), record: nil)
    }

    private func reproduce(
        _ stage: Stage, _ options: ReproOptions, _ environment: [String: String], _ inspector: inout StageInspector
    ) throws -> ReproOutcome.Item {
        if stage.isFrozen { return .init(stage: stage, status: .frozen, record: nil) }
        inspector.forgetDocuments()
        let inputs = try inspector.inputs(of: stage)
        var reason = options.isForced ? "it is forced" : stage.alwaysRunsBecause
        if reason == nil { reason = try judge(stage, inputs, &inspector) }
        guard let reason else {
            return .init(stage: stage, status: .upToDate, record: try store.record(for: inputs.key))
        }
        context.reporter.note("Running stage '\(stage.name)': \(reason)")
        if let missing = stage.deps.first(where: inspector.hasher.isPointer) {
            let clause = "'\(missing)' is not here, only its pointer"
            context.reporter.hint("git mlops pull '\(missing)'")
            return .init(stage: stage, status: .failed(clause, code: 1), record: nil)
        }
        var record = StageRecord(stage: stage.name, pipeline: pipeline.file.description, inputs: inputs, outs: [])
        try OutputRemover(root: root).removeOutputs(of: stage)
        record.started = context.now()
        if let failure = try StageProcess(stage: stage, pipeline: pipeline, root: root, context: context)
            .run(environment: environment, usage: &record)
        {
            return .init(stage: stage, status: failure, record: nil)
        }
        record.ended = context.now()
        return try conclude(stage, record, &inspector)
    }

    /// Checks that everything declared was made and that nothing the result depends on moved, then records it.
    private func conclude(
        _ stage: Stage, _ record: StageRecord, _ inspector: inout StageInspector
    ) throws -> ReproOutcome.Item {
        var record = record
        for path in record.inputs.outs {
            guard let fingerprint = try inspector.hasher.fingerprint(path) else {
                return .init(stage: stage, status: .failed("it did not make '\(path)'", code: 1), record: nil)
            }
            record.outs.append((path, fingerprint))
        }
        inspector.forgetDocuments()
        let clause: String?
        do {
            clause = try inspector.inputs(of: stage).difference(to: record.inputs)
        } catch let error as Diagnostic {
            clause = error.message
        }
        if let clause {
            context.reporter.warning("stage '\(stage.name)' is not recorded: while it ran, \(clause)")
            return .init(stage: stage, status: .ranUnrecorded(clause), record: nil)
        }
        try store.save(record)
        return .init(stage: stage, status: .ran, record: record)
    }
}
