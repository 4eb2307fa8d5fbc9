package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog

/// What people do to experiments. Every change is an op.
package enum ExperimentEditing {
    /// 18 decimal digits at random: clones do not have to ask each other, and MLflow's clients take them.
    static func newID(_ randomBits: () -> UInt64) -> String {
        while true {
            let number = randomBits() % 1_000_000_000_000_000_000
            if number >= 100_000_000_000_000_000 { return String(number) }
        }
    }

    /// What creates an experiment called `name`.
    static func draft(_ name: String, in store: RunStore) throws -> (id: String, draft: OpDraft) {
        try check(name)
        let id = newID(store.repository.context.randomBits)
        return (id, OpDraft(.experimentCreate, ["experiment": .string(id), "name": .string(name)]))
    }

    private static func check(_ name: String) throws {
        if name.isEmpty || name.utf8.count > 500 {
            throw Diagnostic.usage("a name of an experiment has 1 to 500 bytes")
        }
    }

    /// The id of the new experiment.
    @discardableResult
    package static func create(_ name: String, in store: RunStore) throws -> String {
        try refuse(name, in: store)
        let (id, draft) = try draft(name, in: store)
        try store.log.append([draft])
        return id
    }

    package static func rename(_ record: ExperimentRecord, to name: String, in store: RunStore) throws {
        try check(name)
        try refuse(name, in: store)
        try store.log.append([
            OpDraft(.experimentUpdate, ["experiment": .string(record.id), "name": .string(name)])
        ])
    }

    /// Hides it and its runs.
    package static func delete(_ record: ExperimentRecord, in store: RunStore) throws {
        if record.id == ExperimentRecord.defaultID {
            throw Diagnostic.fatal("the default experiment stays", hint: "git mlops runs rm hides single runs")
        }
        if record.isDeleted { return }
        try store.log.append([OpDraft(.experimentDelete, ["experiment": .string(record.id)])])
    }

    /// Names the tombstones it lifts: a deletion that comes later counts again.
    package static func restore(_ record: ExperimentRecord, in store: RunStore) throws {
        if !record.isDeleted { return }
        try refuse(record.name, in: store)
        try store.log.append([
            OpDraft(
                .experimentRestore,
                [
                    "experiment": .string(record.id),
                    "tombstones": .array(record.tombstones.standing.map(JSONValue.string)),
                ])
        ])
    }

    private static func refuse(_ name: String, in store: RunStore) throws {
        let isTaken = try store.experiments().contains { $0.name.utf8.elementsEqual(name.utf8) }
        if isTaken { throw Diagnostic.fatal("experiment '\(name)' already exists") }
    }
}
