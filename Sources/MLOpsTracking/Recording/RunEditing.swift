package import MLOpsCore
internal import MLOpsIndex
internal import MLOpsLog

/// What people change about runs afterwards. Every change is an op; nothing is ever overwritten.
package enum RunEditing {
    /// Setting replaces the values that are visible now; a value added elsewhere at the same time survives.
    package static func tag(
        _ record: RunRecord, set: [(key: String, value: String)], remove: [String], in store: RunStore
    ) throws {
        func draft(_ key: String, _ value: String?) -> OpDraft {
            var members: JSONObject = [
                "key": .string(key), "prev": .array(record.tags.seen(key).map(JSONValue.string)),
            ]
            members["value"] = value.map(JSONValue.string)
            return OpDraft(.runTag, run: record.id, members)
        }
        for key in remove where record.tags[key] == nil {
            throw Diagnostic.fatal("no tag '\(key)' in run '\(RunName.short(record.id))'")
        }
        let drafts = set.map { draft($0.key, $0.value) } + remove.map { draft($0, nil) }
        if drafts.isEmpty { throw Diagnostic.usage("nothing to set and nothing to remove") }
        try store.log.append(drafts)
    }

    package static func note(_ record: RunRecord, text: String, in store: RunStore) throws {
        try store.log.append([OpDraft(.runNote, run: record.id, ["text": .string(text)])])
    }

    package static func rename(_ record: RunRecord, to name: String, in store: RunStore) throws {
        try store.log.append([OpDraft(.runUpdate, run: record.id, ["name": .string(name)])])
    }

    package static func delete(_ records: [RunRecord], in store: RunStore) throws {
        let live = records.filter { !$0.isDeleted }
        if !live.isEmpty { try store.log.append(live.map { OpDraft(.runDelete, run: $0.id, [:]) }) }
    }

    /// Names the tombstones it lifts: a deletion that comes later counts again.
    package static func restore(_ records: [RunRecord], in store: RunStore) throws {
        let drafts = records.filter(\.isDeleted).map { record in
            OpDraft(
                .runRestore, run: record.id,
                ["tombstones": .array(record.tombstones.standing.map(JSONValue.string))])
        }
        if !drafts.isEmpty { try store.log.append(drafts) }
    }
}
