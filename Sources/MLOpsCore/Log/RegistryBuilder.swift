/// Applies registry ops in the order of the fold.
struct RegistryBuilder {
    private var names = NameGroups()
    private var models: [ModelBuilder] = []

    mutating func apply(_ op: Op) {
        if op.kind == .modelCreate { return create(op) }
        guard let model = op.text("model"), let index = names.index(of: model) else { return }
        switch (op.kind, op.text("version")) {
        case (.modelRename, _): rename(index, op)
        case (.modelDelete, nil):
            names.delete(index, by: op)
            models[index].note(op)
        case (.modelRestore, nil):
            names.restore(index, by: op)
            models[index].note(op)
        default: models[index].apply(op)
        }
    }

    private mutating func create(_ op: Op) {
        guard let name = op.text("name") else { return }
        let index = names.create(op.id, name: name, lamport: op.lamport, op: op.id)
        if index == models.count { models.append(ModelBuilder(op, name: name)) }
        models[index].create(op)
    }

    private mutating func rename(_ index: Int, _ op: Op) {
        guard let name = op.text("name") else { return }
        models[index].note(op, .init(from: names.groups[index].name, to: name))
        names.rename(index, to: name, by: op)
    }

    func finish() -> [ModelRecord] {
        let finalNames = names.finalNames()
        return models.indices.map { index in
            var record = models[index].finish()
            record.name = finalNames[index]
            record.identities = names.groups[index].identities
            record.tombstones = names.groups[index].tombstones
            return record
        }
    }
}
