internal import MLOpsCore

/// What dvc made of these inputs at any time, which `dvc.lock` need not say any more.
extension StageJudge {
    /// Nil when there is no such result, or its contents are gone.
    mutating func runCacheVerdict(_ stage: Stage, _ inputs: StageInputs) throws -> Verdict? {
        guard options.usesRunCache, stage.isRepeatable, let dvcCache, !stage.commands.isEmpty,
            !(stage.deps.isEmpty && stage.params.isEmpty), !stage.deps.contains(where: RelativePath.isURL)
        else { return nil }
        for key in try runCacheKeys(stage, inputs) {
            for entry in dvcCache.runs(key) {
                guard let contents = LockEntry.contents(entry["outs"]),
                    Set(contents.keys) == Set(stage.outs.map { stage.written($0.path) })
                else { continue }
                switch try adopt(stage, inputs, contents, entry["outs"]) {
                case .runs, nil: continue
                case let verdict: return verdict
                }
            }
        }
        return nil
    }

    /// The key that DVC 3 computes, and that of DVC 2, for which line ends of texts did not count.
    private mutating func runCacheKeys(_ stage: Stage, _ inputs: StageInputs) throws -> [String] {
        let params = try inspector.writtenParams(of: stage)
        let outs = stage.outs.map { stage.written($0.path) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        func key(_ deps: [String: FileFingerprint], legacy: [String: String]) -> String? {
            LockEntry.make(stage, deps: deps, params: params, outs: [:], legacy: legacy)
                .map { DVCCache.key(ofInputs: $0, outs: outs) }
        }
        let key3 = key(inputs.deps, legacy: [:])
        guard dvcCache?.holdsLegacy ?? false else { return key3.map { [$0] } ?? [] }
        var old = inputs.deps
        for path in old.keys {
            if let md5 = try inspector.hasher.legacyMD5(path) { old[path]?.md5 = md5 }
        }
        let names = old.compactMap { path, content in content.md5.map { (stage.written(path), $0) } }
        return [key3, key(old, legacy: Dictionary(names) { first, _ in first })].compactMap(\.self)
    }
}
