internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Decides whether a stage has to run.
struct StageJudge {
    enum Verdict {
        /// The outputs that are there came from these inputs.
        case upToDate(StageRecord?)
        /// What the stage makes of these inputs is known, but the outputs that are there are something else, as the
        /// clause says. DVC's names of the contents are given where its cache has them.
        case known(StageRecord, String, dvc: [String: String])
        case runs(String)
    }

    var inspector: StageInspector
    var locks: LockKeeper
    let store: any StageStateStore
    let services: ReproServices
    let options: ReproOptions
    let cache: OutputCache?
    let dvcCache: DVCCache?

    mutating func verdict(on stage: Stage, _ inputs: StageInputs) throws -> Verdict {
        if let record = try store.record(for: inputs.key) {
            guard let clause = try inspector.deviation(from: record, of: stage) else { return .upToDate(record) }
            return .known(record, clause, dvc: [:])
        }
        if let verdict = try lockVerdict(stage, inputs) { return verdict }
        guard let latest = try store.latest(stage: stage.name, pipeline: stage.file) else {
            return .runs("it has not run yet")
        }
        return .runs(inputs.difference(to: latest.inputs) ?? "its record is gone")
    }

    /// Whether nothing is wrong with the outputs but that some are not there.
    mutating func isOnlyMissing(_ record: StageRecord) -> Bool {
        for out in record.outs {
            guard let now = try? inspector.hasher.fingerprint(out.path) else { continue }
            if now != out.fingerprint { return false }
        }
        return true
    }

    /// Whether what the record names can be put back without running the stage.
    func canRestore(_ record: StageRecord, _ stage: Stage) -> Bool {
        guard options.usesRunCache, stage.isRepeatable, let cache else { return false }
        return record.outs.allSatisfy { out in
            guard let missing = cache.missing(of: out) else { return false }
            return missing.isEmpty || (options.pulls && services.fetch != nil)
        }
    }

    /// What `dvc.lock` says, when it speaks of these inputs.
    private mutating func lockVerdict(_ stage: Stage, _ inputs: StageInputs) throws -> Verdict? {
        guard let recorded = locks.entry(of: stage) else { return nil }
        let params = try inspector.writtenParams(of: stage)
        guard let present = LockEntry.make(stage, deps: inputs.deps, params: params, outs: [:]),
            LockEntry.hasInputs(recorded, of: present), let contents = LockEntry.contents(recorded["outs"])
        else { return nil }
        guard Set(contents.keys) == Set(stage.outs.map { stage.written($0.path) }) else {
            return .runs("its outputs are declared differently")
        }
        let isTrusted = try services.trustsLock?(locks.path(of: stage), stage.name, recorded) ?? false
        guard isTrusted else { return .runs("its entry in '\(locks.path(of: stage))' may come out of a merge") }
        return try adopt(stage, inputs, contents)
    }

    /// A record of our own for what dvc did. Where an output is not as dvc made it, dvc's cache may have it.
    private mutating func adopt(
        _ stage: Stage, _ inputs: StageInputs, _ contents: [String: String]
    ) throws -> Verdict? {
        var record = StageRecord(stage: stage.name, pipeline: stage.file, inputs: inputs, outs: [])
        record.details = ["outcome": "dvc.lock"]
        var wrong: [String: String] = [:]
        var clause = ""
        for path in inputs.outs {
            let md5 = contents[stage.written(path)] ?? ""
            if let now = try inspector.assumed[path] ?? inspector.hasher.fingerprint(path), now.md5 == md5 {
                record.outs.append(RecordedOutput(path: path, now))
                continue
            }
            let isThere = Files.exists(Paths.join(inspector.root, path))
            clause = isThere ? "'\(path)' is not what the stage made of these inputs" : "'\(path)' is missing"
            wrong[path] = md5
        }
        if wrong.isEmpty { return .upToDate(record) }
        let canRestore =
            options.usesRunCache && stage.isRepeatable && wrong.values.allSatisfy { dvcCache?.holds($0) ?? false }
        return canRestore ? .known(record, clause, dvc: wrong) : .runs(clause)
    }

    /// Brings the stage's entry in `dvc.lock` up to date, when there is such a file.
    mutating func updateLock(_ stage: Stage, _ record: StageRecord) throws {
        guard locks.keeps(stage) else { return }
        var deps: [String: FileFingerprint] = [:]
        for path in record.inputs.deps.keys { deps[path] = try inspector.hasher.fingerprint(path) }
        var outs: [String: FileFingerprint] = [:]
        for out in record.outs { outs[out.path] = try inspector.hasher.fingerprint(out.path) ?? out.fingerprint }
        let params = try inspector.writtenParams(of: stage)
        if let entry = LockEntry.make(stage, deps: deps, params: params, outs: outs) { locks.set(entry, for: stage) }
    }
}
