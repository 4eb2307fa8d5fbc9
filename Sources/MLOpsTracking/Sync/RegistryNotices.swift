internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog

/// What a fetch changed of the registry that people here should know.
enum RegistryNotices {
    /// A version that was registered here has another name now, because somebody registered that number before.
    static func tell(since known: Set<ObjectID>, in store: RunStore) throws {
        let heads = try store.log.heads(of: .registry)
        if heads == known || known.isEmpty { return }
        let writer = try WriterIdentity.current(store.repository, store.log.layout)
        let ops = try store.log.registryOps()
        let own = Set(ops.filter { $0.kind == .modelVersion && $0.writer == writer }.map(\.id))
        if own.isEmpty { return }
        let new = try store.log.ops(of: .registry, since: known)
        for model in ModelFold.fold(ops) {
            for version in model.versions where version.isDisplaced && own.contains(version.id) {
                guard let first = model.version(named: "v\(version.number)"), new.contains(first.id) else { continue }
                let name = DisplayText.oneLine(model.name)
                store.repository.context.reporter.warning(
                    "\(name): v\(version.number) is \(DisplayText.oneLine(first.author))'s; yours is \(version.name)")
            }
        }
    }
}
