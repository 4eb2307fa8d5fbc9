internal import MLOpsCore
internal import MLOpsSystem

/// What no stage makes: dvc records what is there of it, and so do we in the files that are dvc's.
extension ReproSession {
    /// A frozen stage. Where a `dvc.lock` is kept, outputs that are not as it says, or a new command, are recorded as they
    /// are; there is no record of ours, since nothing ran.
    mutating func recordFrozen(_ stage: Stage) throws {
        guard judge.locks.keeps(stage) else { return }
        judge.inspector.forgetDocuments()
        guard let outs = try contents(of: stage), try options.isForced || !judge.lockHolds(stage, outs),
            let inputs = try? judge.inspector.inputs(of: stage)
        else { return }
        var record = StageRecord(stage: stage.name, pipeline: stage.file, inputs: inputs, outs: [])
        record.outs = stage.outs.compactMap { out in outs[out.path].map { RecordedOutput(path: out.path, $0) } }
        if options.keepsOutputs, let dvc = judge.dvcCache { try keep(record, of: stage, in: dvc) }
        try judge.updateLock(stage, record)
    }

    /// Data that `dvc add` or an import brought, as far as stages of the selection read it: what is there is recorded in
    /// its `.dvc` file.
    mutating func recordSources(_ files: [String]) throws {
        guard let dvc = judge.dvcCache, dvc.isWritable else { return }
        let deps = Set(selection.flatMap { reproducer.graph.stages[$0].deps })
        for file in files {
            let full = Paths.join(reproducer.root, file)
            guard let bytes = try Files.readIfPresent(full), var source = DataSourceFile(bytes, path: file),
                let stage = DataSource.stage(bytes, path: file)
            else { continue }
            let isRead = stage.outs.contains { out in
                deps.contains { RelativePath.isInside($0, out.path) || RelativePath.isInside(out.path, $0) }
            }
            guard isRead || options.reach == .everything, let outs = try contents(of: stage),
                let text = source.text(contents: outs)
            else { continue }
            var record = StageRecord(
                stage: file, pipeline: "",
                inputs: StageInputs(commands: [], workingDirectory: "", deps: [:], params: [:], outs: []), outs: [])
            record.outs = outs.map { RecordedOutput(path: $0.key, $0.value) }
            if options.keepsOutputs { try keep(record, of: stage, in: dvc) }
            try Files.write(text, to: full)
            reproducer.context.reporter.note("Recorded what changed in '\(file)'")
        }
    }

    /// What is there of a stage's outputs; nil when one is missing, or DVC's name of it is not known.
    private mutating func contents(of stage: Stage) throws -> [String: FileFingerprint]? {
        var contents: [String: FileFingerprint] = [:]
        for out in stage.outs {
            guard let content = try judge.inspector.hasher.fingerprint(out.path), content.md5 != nil else { return nil }
            contents[out.path] = content
        }
        return contents
    }
}

extension StageJudge {
    /// Whether the stage's entry has its command and these outputs, and dvc's cache has those that it is to keep. Where
    /// there are no outputs, no entry will do.
    mutating func lockHolds(_ stage: Stage, _ outs: [String: FileFingerprint]) throws -> Bool {
        guard let recorded = locks.entry(of: stage) else { return outs.isEmpty }
        guard recorded["cmd"] == stage.command else { return false }
        if outs.isEmpty { return true }
        guard let known = LockEntry.contents(recorded["outs"]), known.count == outs.count else { return false }
        let present = try asRecorded(outs, recorded["outs"], stage)
        return stage.outs.allSatisfy { out in
            guard let md5 = present[out.path]?.md5, known[stage.written(out.path)] == md5 else { return false }
            return !out.isCached || dvcCache?.holds(md5) ?? true
        }
    }
}
