/// One model while its ops are applied in the order of the fold.
struct ModelBuilder {
    /// What an op changed. Versions by op id: their names are known at the end.
    struct Entry {
        var version: String?
        var fromVersion: String?
        var toVersion: String?
        var from: String?
        var to: String?
        var key: String?
        var stage: String?
    }

    var record: ModelRecord
    var stages = StageGraph()
    private(set) var positions: [String: Int] = [:]
    private var numbers: Set<Int64> = []
    private var aliases: ByteMap<String> = [:]
    private var log: [(op: Op, entry: Entry)] = []

    /// Numbers beyond this are no versions: they would use up the numbers for everybody.
    private static let numberLimit: Int64 = 999_999_999

    init(_ op: Op, name: String) {
        record = ModelRecord(
            id: op.id, identities: [op.id], name: name, created: op.time, author: op.author, updated: op.time)
    }

    /// The creation, or another one of the same name.
    mutating func create(_ op: Op) {
        record.tags.addAll(of: op)
        if let text = op.text("description"), record.description.isEmpty { record.description = text }
        note(op, Entry(to: op.text("name")))
    }

    mutating func apply(_ op: Op) {
        switch op.kind {
        case .modelVersion: register(op)
        case .modelStage: stage(op)
        case .modelUnstage: unstage(op)
        case .modelYield: yield(op)
        case .modelResolve: resolve(op)
        case .modelAlias: alias(op)
        case .modelDescribe: describe(op)
        case .modelTag: tag(op)
        case .modelUpdate: update(op)
        case .modelDelete, .modelRestore: hide(op)
        default: break
        }
    }

    mutating func note(_ op: Op, _ entry: Entry = Entry()) {
        log.append((op, entry))
    }

    /// Where the version is that the op names.
    func position(_ op: Op) -> Int? { op.text("version").flatMap { positions[$0] } }

    private mutating func register(_ op: Op) {
        guard let number = op.integer("version"), number > 0, number <= Self.numberLimit else { return }
        let isFirst = numbers.insert(number).inserted
        positions[op.id] = record.versions.count
        record.versions.append(
            ModelVersion(op, number: number, name: isFirst ? "v\(number)" : "v\(number)-\(op.id.prefix(8))"))
        record.updated = op.time
        note(op, Entry(version: op.id))
    }

    private mutating func describe(_ op: Op) {
        guard let text = op.text("text") else { return }
        if op.text("version") == nil {
            note(op, Entry(from: record.description, to: text))
            record.description = text
        } else if let index = position(op) {
            note(op, Entry(version: record.versions[index].id, from: record.versions[index].description, to: text))
            record.versions[index].description = text
            record.versions[index].updated = op.time
        }
    }

    private mutating func tag(_ op: Op) {
        guard let key = op.text("key") else { return }
        let value = op.text("value")
        if op.text("version") == nil {
            note(op, Entry(from: record.tags.value(of: key), to: value, key: key))
            record.tags.apply(op)
        } else if let index = position(op) {
            let version = record.versions[index]
            note(op, Entry(version: version.id, from: version.tags.value(of: key), to: value, key: key))
            record.versions[index].tags.apply(op)
            record.versions[index].updated = op.time
        }
    }

    private mutating func update(_ op: Op) {
        guard let index = position(op) else { return }
        let before = record.versions[index]
        record.versions[index].update(op)
        note(
            op, Entry(version: before.id, from: before.status.rawValue, to: record.versions[index].status.rawValue))
    }

    /// Deletes or restores a version; the model itself is the registry's affair.
    private mutating func hide(_ op: Op) {
        guard let index = position(op) else { return }
        if op.kind == .modelDelete {
            record.versions[index].tombstones.delete(op)
            record.updated = op.time
        } else {
            record.versions[index].tombstones.restore(op)
        }
        record.versions[index].updated = op.time
        note(op, Entry(version: record.versions[index].id))
    }

    /// The last in the order; without a version the alias goes.
    private mutating func alias(_ op: Op) {
        guard let alias = op.text("alias") else { return }
        let version = op.text("version")
        if version != nil, position(op) == nil { return }
        note(op, Entry(version: version, fromVersion: aliases[alias], toVersion: version, key: alias))
        aliases[alias] = version
    }

    /// The model, but for what other models have a say in: name, identities and deletion.
    func finish() -> ModelRecord {
        var record = record
        let live = Set(record.versions.filter { !$0.isDeleted }.map(\.id))
        record.stages = stages.stages { live.contains($0) }
        for (alias, version) in aliases where live.contains(version) { record.aliases[alias] = version }
        record.history = log.map { change($0.op, $0.entry, record.stages) { live.contains($0) } }
        record.versions.sort { ($0.number, positions[$0.id]!) < ($1.number, positions[$1.id]!) }
        return record
    }

    private func change(
        _ op: Op, _ entry: Entry, _ standing: ByteMap<ModelStage>, isLive: (String) -> Bool
    ) -> ModelChange {
        func name(_ id: String?) -> String? { id.flatMap { positions[$0] }.map { record.versions[$0].name } }
        var change = ModelChange(op: op.id, kind: op.kind, time: op.time, author: op.author)
        change.why = op.text("why") ?? ""
        if op.kind == .modelStage { change.gates = op.body["gates"]?.objectValue }
        change.host = op.text("host") ?? ""
        change.stage = entry.stage
        change.version = name(entry.version)
        change.key = entry.key
        change.from = entry.from ?? name(entry.fromVersion)
        change.to = entry.to ?? name(entry.toVersion)
        if let node = stages.node(op.id), node.version != nil, let stage = standing[node.stage] {
            change.outcome = stages.outcome(of: node, in: stage, isLive: isLive)
        }
        return change
    }
}
