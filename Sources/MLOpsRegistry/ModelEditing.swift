package import MLOpsCore
internal import MLOpsLog
internal import MLOpsSystem

/// What people change about models afterwards. Every change is an op; nothing is ever overwritten.
extension ModelRegistry {
    package func create(_ name: String, description: String?) throws -> ModelRecord {
        try RegistryName.checkModel(name)
        if try findIfPresent(name) != nil { throw RegistryError.fatal("model '\(name)' already exists") }
        var members: JSONObject = ["name": .string(name), "host": .string(Host.name)]
        members["description"] = description.map(JSONValue.string)
        return try find(append([OpDraft(.modelCreate, members)])[0].id)
    }

    /// Takes whatever is in `stage` out of it.
    package func unstage(_ model: ModelRecord, _ stage: String, why: String?) throws {
        guard let current = model.stages[stage], !current.claims.isEmpty else {
            throw RegistryError.fatal("nothing of model '\(model.name)' is in \(stage)")
        }
        try append([
            Self.draft(
                .modelUnstage, model,
                ["stage": .string(stage), "prev": .array(current.seen.map(JSONValue.string))], why: why)
        ])
    }

    /// Ends a contest: `winner` is one of the contenders.
    package func resolve(_ model: ModelRecord, _ stage: String, winner: ModelVersion, why: String?) throws {
        guard let current = model.stages[stage], current.isContested else {
            throw RegistryError.fatal("\(stage) of model '\(model.name)' is not contested")
        }
        guard let claim = current.claims.first(where: { $0.version == winner.id }) else {
            throw RegistryError.fatal(
                "\(winner.name) does not contend for \(stage)", hint: "git mlops model show \(model.name)")
        }
        let losers = current.claims.filter { $0.op != claim.op }.map { JSONValue.string($0.op) }
        try append([
            Self.draft(
                .modelResolve, model,
                [
                    "stage": .string(stage), "winner": .string(claim.op), "losers": .array(losers),
                    "prev": .array(current.seen.map(JSONValue.string)),
                ], why: why)
        ])
    }

    /// `version` nil: takes the alias away.
    package func alias(_ model: ModelRecord, _ alias: String, version: ModelVersion?) throws {
        try RegistryName.checkAlias(alias)
        if version == nil, model.aliases[alias] == nil {
            throw RegistryError.fatal("no alias '\(alias)' of model '\(model.name)'")
        }
        var members: JSONObject = ["alias": .string(alias)]
        members["version"] = version.map { .string($0.id) }
        try append([Self.draft(.modelAlias, model, members)])
    }

    package func rename(_ model: ModelRecord, to name: String) throws {
        try RegistryName.checkModel(name)
        if try findIfPresent(name) != nil { throw RegistryError.fatal("model '\(name)' already exists") }
        try append([Self.draft(.modelRename, model, ["name": .string(name)])])
    }

    /// `version` nil: the model itself.
    package func describe(_ model: ModelRecord, version: ModelVersion?, text: String) throws {
        try append([Self.draft(.modelDescribe, model, Self.about(version, ["text": .string(text)]))])
    }

    /// Setting replaces the values that are visible now; a value added elsewhere at the same time survives.
    package func tag(
        _ model: ModelRecord, version: ModelVersion?, set: [(key: String, value: String)], remove: [String]
    ) throws {
        let tags = version?.tags ?? model.tags
        for key in remove where tags[key] == nil { throw RegistryError.fatal("no tag '\(key)'") }
        let changes = set.map { (key: $0.key, value: Optional($0.value)) } + remove.map { (key: $0, value: nil) }
        if changes.isEmpty { throw RegistryError.usage("nothing to set and nothing to remove") }
        try append(
            changes.map { change in
                var members: JSONObject = [
                    "key": .string(change.key), "prev": .array(tags.seen(change.key).map(JSONValue.string)),
                ]
                members["value"] = change.value.map(JSONValue.string)
                return Self.draft(.modelTag, model, Self.about(version, members))
            })
    }

    /// Hides a version, or the model with all of them. False when it was hidden already.
    package func delete(_ model: ModelRecord, version: ModelVersion?, why: String?) throws -> Bool {
        if version?.isDeleted ?? model.isDeleted { return false }
        try append([Self.draft(.modelDelete, model, Self.about(version, [:]), why: why)])
        return true
    }

    /// Names the tombstones it lifts: a deletion that comes later counts again.
    package func restore(_ model: ModelRecord, version: ModelVersion?) throws -> Bool {
        let standing = (version?.tombstones ?? model.tombstones).standing
        if standing.isEmpty { return false }
        let members: JSONObject = ["tombstones": .array(standing.map(JSONValue.string))]
        try append([Self.draft(.modelRestore, model, Self.about(version, members))])
        return true
    }

    private static func about(_ version: ModelVersion?, _ members: JSONObject) -> JSONObject {
        var members = members
        members["version"] = version.map { .string($0.id) }
        return members
    }
}
