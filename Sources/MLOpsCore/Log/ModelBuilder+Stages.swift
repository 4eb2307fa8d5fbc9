extension ModelBuilder {
    mutating func stage(_ op: Op) {
        guard let stage = op.text("stage"), let index = position(op) else { return }
        let version = record.versions[index].id
        let seen = op.texts("prev")
        note(
            op,
            Entry(version: version, fromVersion: last(of: seen, in: stage), toVersion: version, stage: stage))
        stages.add(.init(op: op, stage: stage, version: version, prev: seen, kept: Set(op.texts("keep"))))
        moved(index, op)
    }

    mutating func unstage(_ op: Op) {
        guard let stage = op.text("stage") else { return }
        let seen = op.texts("prev")
        let before = last(of: seen, in: stage)
        note(op, Entry(version: before, fromVersion: before, stage: stage))
        stages.add(.init(op: op, stage: stage, version: nil, prev: seen, kept: []))
        record.updated = op.time
    }

    /// A decision between claims is a promotion of the winner's version by one who saw them all.
    mutating func resolve(_ op: Op) {
        guard let winner = op.text("winner"), let node = stages.node(winner), let version = node.version,
            let index = positions[version]
        else { return }
        let losers = op.texts("losers")
        let seen = [winner] + losers + op.texts("prev")
        note(
            op,
            Entry(
                version: version, fromVersion: last(of: losers, in: node.stage), toVersion: version, stage: node.stage))
        stages.add(.init(op: op, stage: node.stage, version: version, prev: seen, kept: []))
        moved(index, op)
    }

    mutating func yield(_ op: Op) {
        guard let loser = op.text("loser"), let winner = op.text("winner") else { return }
        stages.yield(loser, to: winner)
        let version = stages.node(loser)?.version
        note(
            op,
            Entry(
                version: version, fromVersion: version, toVersion: stages.node(winner)?.version,
                stage: stages.node(loser)?.stage))
    }

    private mutating func moved(_ index: Int, _ op: Op) {
        record.versions[index].updated = op.time
        record.updated = op.time
    }

    /// The version of the last of `ops` that put one into `stage`.
    private func last(of ops: [String], in stage: String) -> String? {
        ops.compactMap { stages.node($0) }
            .filter { $0.stage.utf8.elementsEqual(stage.utf8) && $0.version != nil }
            .max { Op.precedes($0.op, $1.op) }?.version
    }
}
