internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem

/// What others changed of the registry that people here should know, said once.
struct RegistryNotices {
    private let store: RunStore
    private let path: String

    init(_ store: RunStore) {
        self.store = store
        path = Paths.join(store.log.layout.directory, "registry-told")
    }

    /// A version that was registered here has another name now, because somebody registered that number, too.
    func tell() throws {
        let heads = try store.log.heads(of: .registry).map(\.hex)
        let known = Set(((try? Files.readIfPresent(path))?.asText ?? "").split(separator: "\n").map(String.init))
        if known.isSuperset(of: heads) { return }
        let earlier = Set(known.compactMap { ObjectID(hex: $0) }.filter { store.repository.hasObject($0) })
        let writer = try WriterIdentity.current(store.repository, store.log.layout)
        let ops = try ops(since: earlier)
        let own = Set(ops.filter { $0.kind == .modelVersion && $0.writer == writer }.map(\.id))
        var told = known.subtracting(earlier.map(\.hex))
        for model in own.isEmpty ? [] : ModelFold.fold(ops) {
            for version in model.versions where version.isDisplaced && own.contains(version.id) {
                if told.insert(version.id).inserted { tell(version, of: model) }
            }
        }
        let lines = told.union(heads).sorted().map { $0 + "\n" }.joined()
        try Files.write(Array(lines.utf8), to: path)
    }

    /// All ops of the models that got a version since then.
    private func ops(since earlier: Set<ObjectID>) throws -> [Op] {
        if earlier.isEmpty { return try store.log.registryOps() }
        let new = try store.log.ops(in: store.log.heads(of: .registry), since: earlier)
        let models = Set(new.filter { $0.kind == .modelVersion }.compactMap(\.subject))
        return try models.flatMap { try store.log.registryOps(ofModel: $0) }
    }

    private func tell(_ version: ModelVersion, of model: ModelRecord) {
        let owner = model.version(named: "v\(version.number)").map { "\($0.author)'s" } ?? "another"
        let text = "\(model.name): v\(version.number) is \(owner); yours is \(version.name)"
        store.repository.context.reporter.warning(DisplayText.oneLine(text))
    }
}
