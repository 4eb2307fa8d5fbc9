/// Whoever syncs second yields: what a push has to add so that promotions made without knowledge of a published one do
/// not displace it. A pure function of two sets of ops.
package enum YieldRule {
    /// A promotion that gives way to what is published.
    package struct Yield: Sendable, Equatable {
        /// Op id of the model, and names for people.
        package let model: String
        package let modelName: String
        package let stage: String
        /// Op ids for `model.yield`.
        package let loser: String
        package let winner: String
        /// Versions by name; the winner's is nil where the stage was emptied.
        package let loserVersion: String
        package let winnerVersion: String?
        package let winnerAuthor: String
    }

    /// The yields that are to be published with what is not yet. `ops`: all of the registry; `published`: ids of those
    /// that are on the remote's trunk.
    package static func yields(_ ops: [Op], published: Set<String>) -> [Yield] {
        let byID = Dictionary(ops.map { ($0.id, $0) }) { first, _ in first }
        let remote = ModelFold.fold(ops.filter { published.contains($0.id) })
        let standing = Dictionary(remote.flatMap { model in model.identities.map { ($0, model) } }) { first, _ in first
        }
        var yields: [Yield] = []
        for model in ModelFold.fold(ops) {
            let there = model.identities.lazy.compactMap { standing[$0] }.first
            for (name, stage) in model.stages where !ModelStage.shared.contains(name) {
                for claim in stage.claims where !published.contains(claim.op) {
                    let rivals = rivals(of: claim, in: name, there, byID, published)
                    for rival in rivals where !hasYielded(claim.op, to: rival.id, ops) {
                        yields.append(yield(claim, to: rival, in: name, model))
                    }
                }
            }
        }
        return yields
    }

    /// Published stage ops that the author of `claim` did not know of and that it would displace.
    private static func rivals(
        of claim: ModelStage.Claim, in stage: String, _ there: ModelRecord?, _ ops: [String: Op],
        _ published: Set<String>
    ) -> [Op] {
        let standing = there?.stages[stage]?.claims ?? []
        if !standing.isEmpty {
            let seen = ancestors(of: claim.op, ops)
            return standing.filter { $0.version != claim.version && !seen.contains($0.op) }.compactMap { ops[$0.op] }
        }
        // Emptied there by somebody who saw a promotion that this one meant to replace.
        let replaced = Set(ops[claim.op]?.texts("prev") ?? [])
        let withdrawals = ops.values.filter { op in
            op.kind == .modelUnstage && published.contains(op.id) && op.text("stage") == stage
                && !replaced.isDisjoint(with: op.texts("prev"))
        }
        return Array(withdrawals.sorted(by: Op.precedes).suffix(1))
    }

    /// Every stage op that the author of `op` knew, at first hand or through others.
    private static func ancestors(of op: String, _ ops: [String: Op]) -> Set<String> {
        var seen: Set<String> = []
        var queue = [op]
        while let next = queue.popLast() {
            guard let op = ops[next] else { continue }
            let known = op.texts("prev") + op.texts("losers") + (op.text("winner").map { [$0] } ?? [])
            for earlier in known where seen.insert(earlier).inserted { queue.append(earlier) }
        }
        return seen
    }

    private static func hasYielded(_ loser: String, to winner: String, _ ops: [Op]) -> Bool {
        ops.contains { $0.kind == .modelYield && $0.text("loser") == loser && $0.text("winner") == winner }
    }

    private static func yield(
        _ claim: ModelStage.Claim, to rival: Op, in stage: String, _ model: ModelRecord
    ) -> Yield {
        let winner = model.history.first { $0.op == rival.id }
        return Yield(
            model: model.id, modelName: model.name, stage: stage, loser: claim.op, winner: rival.id,
            loserVersion: model.version(id: claim.version)?.name ?? "", winnerVersion: winner?.to,
            winnerAuthor: rival.author)
    }
}
