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
            // DVC may have made something else of the same inputs since.
            if case .upToDate(let newer)? = try lockVerdict(stage, inputs) { return .upToDate(newer) }
            // So may this stage have, here before or elsewhere.
            let others = try store.otherRecords(for: inputs.key)
            for other in others where try inspector.deviation(from: other, of: stage) == nil { return .upToDate(other) }
            if let restorable = ([record] + others).first(where: { canRestore($0, stage) }) {
                return .known(restorable, clause, dvc: [:])
            }
            return try runCacheVerdict(stage, inputs) ?? .known(record, clause, dvc: [:])
        }
        let said = try lockVerdict(stage, inputs)
        switch said {
        case .runs, nil: if let found = try runCacheVerdict(stage, inputs) { return found }
        default: break
        }
        if let said { return said }
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
        let deps = try asRecorded(inputs.deps, recorded["deps"], stage)
        guard let present = LockEntry.make(stage, deps: deps, params: params, outs: [:]),
            LockEntry.hasInputs(recorded, of: present), let contents = LockEntry.contents(recorded["outs"])
        else { return nil }
        guard Set(contents.keys) == Set(stage.outs.map { stage.written($0.path) }) else {
            return .runs("its outputs are declared differently")
        }
        let isTrusted = try services.trustsLock?(locks.path(of: stage), stage.name, recorded) ?? false
        guard isTrusted else { return .runs("its entry in '\(locks.path(of: stage))' may come out of a merge") }
        return try adopt(stage, inputs, contents, recorded["outs"])
    }

    /// A record of our own for what dvc did. Where an output is not as dvc made it, dvc's cache may have it.
    mutating func adopt(
        _ stage: Stage, _ inputs: StageInputs, _ contents: [String: String], _ items: JSONValue?
    ) throws -> Verdict? {
        var record = StageRecord(stage: stage.name, pipeline: stage.file, inputs: inputs, outs: [])
        record.details = ["outcome": "dvc.lock"]
        var wrong: [String: String] = [:]
        var clause = ""
        for path in inputs.outs {
            let md5 = contents[stage.written(path)] ?? ""
            if let now = try inspector.assumed[path] ?? inspector.hasher.fingerprint(path),
                try asRecorded([path: now], items, stage)[path]?.md5 == md5
            {
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

    /// Whether the entry is one of DVC 2 that says the same: like DVC 3, that stays as it is.
    private mutating func holdsAsWritten(
        _ stage: Stage, _ deps: [String: FileFingerprint], _ params: [String: JSONObject],
        _ outs: [String: FileFingerprint]
    ) throws -> Bool {
        guard let recorded = locks.entry(of: stage) else { return false }
        let isLegacy = ["deps", "outs"].contains { !LockEntry.legacyContents(recorded[$0]).isEmpty }
        guard isLegacy,
            let present = LockEntry.make(
                stage, deps: try asRecorded(deps, recorded["deps"], stage), params: params,
                outs: try asRecorded(outs, recorded["outs"], stage))
        else { return false }
        return LockEntry.hasInputs(recorded, of: present) && LockEntry.hasOutputs(recorded, of: present)
    }

    /// The contents by the names that `items` of an entry give them: of what DVC 2 recorded that of its time, for which
    /// the line ends of texts did not count.
    mutating func asRecorded(
        _ contents: [String: FileFingerprint], _ items: JSONValue?, _ stage: Stage
    ) throws -> [String: FileFingerprint] {
        let old = LockEntry.legacyContents(items)
        if old.isEmpty { return contents }
        var contents = contents
        for (path, content) in contents {
            guard let md5 = old[stage.written(path)], md5 != content.md5,
                try inspector.hasher.legacyMD5(path) == md5
            else { continue }
            contents[path]?.md5 = md5
        }
        return contents
    }

    /// Brings the stage's entry in `dvc.lock` up to date, when there is such a file.
    mutating func updateLock(_ stage: Stage, _ record: StageRecord) throws {
        guard locks.keeps(stage) else { return }
        var deps: [String: FileFingerprint] = [:]
        for path in record.inputs.deps.keys { deps[path] = try inspector.content(path) }
        var outs: [String: FileFingerprint] = [:]
        for out in record.outs { outs[out.path] = try inspector.hasher.fingerprint(out.path) ?? out.fingerprint }
        let params = try inspector.writtenParams(of: stage)
        if try holdsAsWritten(stage, deps, params, outs) { return }
        let old = locks.entry(of: stage)?["deps"]
        let entry = LockEntry.make(
            stage, deps: try asRecorded(deps, old, stage), params: params, outs: outs,
            legacy: LockEntry.legacyContents(old))
        if let entry { locks.set(entry, for: stage) }
    }
}
