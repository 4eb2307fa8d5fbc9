internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
package import MLOpsLog
internal import MLOpsSystem

/// Takes secrets out of the log: a tombstone that says so for every clone, and a new generation without the bytes.
package struct LogPurge {
    package struct Result: Sendable {
        package let runs: [String]
        package let ops: [String]
        package let compactions: [CompactionResult]
        package let scrub: ScrubResult?
    }

    private let store: RunStore
    private let runs: [String]
    private let ops: [Op]

    /// `targets`: runs as people name them, or full ids of ops.
    package init(_ targets: [String], in store: RunStore) throws {
        self.store = store
        var runs: [String] = []
        var ops: [Op] = []
        for target in targets {
            if target.utf8.count == 40, let op = try store.log.op(target) {
                ops.append(op)
            } else {
                runs.append(try store.find(target).id)
            }
        }
        self.runs = runs
        self.ops = ops
    }

    /// What goes, for a person to confirm.
    package var summary: [String] {
        runs.map { "run \(RunName.short($0))" } + ops.map { "\($0.kind.rawValue) \($0.id)" }
    }

    package func perform() throws -> Result {
        let recorded = runs.map { OpDraft(.runDelete, run: $0, ["purge": true]) } + drafts(.runs, .runDelete)
        if !recorded.isEmpty { try store.log.append(recorded) }
        let registry = drafts(.registry, OpKind(rawValue: "model.delete"))
        if !registry.isEmpty { try store.log.append(registry, to: .registry) }
        try RunJournal.forget(runs, store.log.layout)
        let stores = LogStore.allCases.filter { !($0 == .runs ? recorded : registry).isEmpty }
        let compactions = try stores.compactMap { try store.log.compact($0) }
        try NotesCut(store).apply()
        try NotesProjection.update(in: store)
        return Result(
            runs: runs, ops: ops.map(\.id), compactions: compactions, scrub: try store.log.scrub())
    }

    private func drafts(_ log: LogStore, _ kind: OpKind) -> [OpDraft] {
        let ids = ops.filter { LogStore(of: $0.kind) == log }.map { JSONValue.string($0.id) }
        return ids.isEmpty ? [] : [OpDraft(kind, ["ops": .array(ids), "purge": true])]
    }
}
