package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog

/// What a push does for the registry first: promotions that were made without knowledge of one that `remote` has
/// published give way to it, in the same push.
package enum RegistryYields {
    /// Appends the yields and says so to whoever loses. Nothing when no promotion waits to be published.
    @discardableResult
    package static func append(in store: RunStore, remote: String) throws -> [YieldRule.Yield] {
        let waiting = try store.log.unpublishedRegistryOps(on: remote)
        guard waiting.contains(where: { $0.kind == .modelStage || $0.kind == .modelResolve }) else { return [] }
        let published = try store.log.publishedRegistryOps(on: remote)
        if published.isEmpty { return [] }
        let yields = YieldRule.yields(try store.log.registryOps(), published: published)
        if yields.isEmpty { return [] }
        try store.log.append(
            yields.map { yield in
                OpDraft(
                    .modelYield,
                    [
                        "model": .string(yield.model), "loser": .string(yield.loser), "winner": .string(yield.winner),
                    ])
            }, to: .registry)
        for yield in yields { report(yield, store) }
        return yields
    }

    private static func report(_ yield: YieldRule.Yield, _ store: RunStore) {
        let name = DisplayText.oneLine(yield.modelName)
        let author = DisplayText.oneLine(yield.winnerAuthor)
        let stage = DisplayText.oneLine(yield.stage)
        let what = yield.winnerVersion.map { "\($0) was promoted by \(author)" } ?? "\(author) emptied the stage"
        store.repository.context.reporter.warning(
            "\(name): \(what) meanwhile, so \(yield.loserVersion) is not in \(stage)")
        store.repository.context.reporter.hint(
            "git mlops model promote \(name)@\(yield.loserVersion) \(stage)   (to replace it)")
    }
}
