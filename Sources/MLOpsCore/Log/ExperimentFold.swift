/// Experiments from their ops: a pure function of the set. Two creations of one name are one experiment.
///
///     experiment.create   experiment (id), name, location, tags {key: value}
///     experiment.update   experiment, name, location
///     experiment.tag      experiment, key, value (absent: remove), prev
///     experiment.delete   experiment
///     experiment.restore  experiment, tombstones
package enum ExperimentFold {
    /// All experiments, deleted ones too, `Default` first and then by name.
    package static func fold(_ ops: some Sequence<Op>) -> [ExperimentRecord] {
        var builder = ExperimentBuilder()
        for op in Op.ordered(ops.lazy.filter { $0.kind.rawValue.hasPrefix("experiment.") }) { builder.apply(op) }
        return builder.finish()
    }
}

/// Applies ops about experiments in the order of the fold.
private struct ExperimentBuilder {
    private var names = NameGroups()
    private var records: [ExperimentRecord] = []

    init() {
        _ = names.create(ExperimentRecord.defaultID, name: ExperimentRecord.defaultName, lamport: 0, op: "")
        records = [
            ExperimentRecord(id: ExperimentRecord.defaultID, identities: [], name: ExperimentRecord.defaultName)
        ]
    }

    mutating func apply(_ op: Op) {
        guard let id = op.text("experiment") else { return }
        if op.kind == .experimentCreate { return create(id, op) }
        guard let index = names.index(of: id) else { return }
        switch op.kind {
        case .experimentUpdate: update(index, op)
        case .experimentTag: records[index].tags.apply(op)
        case .experimentDelete: names.delete(index, by: op)
        case .experimentRestore: names.restore(index, by: op)
        default: return
        }
        records[index].updated = op.time
    }

    private mutating func create(_ id: String, _ op: Op) {
        guard let name = op.text("name") else { return }
        let index = names.create(id, name: name, lamport: op.lamport, op: op.id)
        if index == records.count {
            records.append(
                ExperimentRecord(
                    id: id, identities: [], name: name, location: op.text("location") ?? "", created: op.time,
                    updated: op.time, author: op.author))
        }
        records[index].tags.addAll(of: op)
    }

    private mutating func update(_ index: Int, _ op: Op) {
        if let name = op.text("name") { names.rename(index, to: name, by: op) }
        if let location = op.text("location") { records[index].location = location }
    }

    func finish() -> [ExperimentRecord] {
        let finalNames = names.finalNames()
        let all = records.indices.map { index in
            var record = records[index]
            record.name = finalNames[index]
            record.identities = names.groups[index].identities
            record.tombstones = names.groups[index].tombstones
            return record
        }
        return [all[0]] + all.dropFirst().sorted { (ByteKey($0.name), $0.id) < (ByteKey($1.name), $1.id) }
    }
}
