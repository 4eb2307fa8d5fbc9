/// What a list shows of a model. The index keeps it beside the ops, so that a list of many models folds none of them.
package struct ModelSummary: Sendable, Equatable {
    /// A stage that holds something.
    package struct Stage: Sendable, Equatable {
        package let name: String
        package let isContested: Bool
        /// Names of the versions that claim it.
        package let versions: [String]
    }

    /// As ``ModelRecord/id``.
    package let id: String
    package let name: String
    /// Milliseconds since 1970 UTC.
    package let created: Int64
    package let updated: Int64
    package let description: String
    package let isDeleted: Bool
    /// Versions that are not deleted.
    package let versions: Int
    package let tags: [String: String]
    package let stages: [Stage]

    package init(_ model: ModelRecord) {
        id = model.id
        name = model.name
        created = model.created
        updated = model.updated
        description = model.description
        isDeleted = model.isDeleted
        versions = model.versions.filter { !$0.isDeleted }.count
        tags = Dictionary(model.tags.values.map { ($0.key, $0.value) }) { _, last in last }
        stages = model.stages.compactMap { name, stage in
            let names = stage.claims.compactMap { model.version(id: $0.version)?.name }
            return names.isEmpty ? nil : Stage(name: name, isContested: stage.isContested, versions: names)
        }
    }

    /// Nil when `json` is none that ``json`` made.
    package init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, let name = json["name"]?.stringValue,
            let created = json["created"]?.integerValue, let updated = json["updated"]?.integerValue,
            let versions = json["versions"]?.integerValue, let tags = json["tags"]?.objectValue,
            let stages = json["stages"]?.arrayValue
        else { return nil }
        self.id = id
        self.name = name
        self.created = created
        self.updated = updated
        description = json["description"]?.stringValue ?? ""
        isDeleted = json["deleted"] == true
        self.versions = Int(versions)
        self.tags = Dictionary(tags.map { ($0.key, $0.value.stringValue ?? "") }) { _, last in last }
        self.stages = stages.compactMap { stage in
            stage["name"]?.stringValue.map { name in
                Stage(
                    name: name, isContested: stage["contested"] == true,
                    versions: stage["versions"]?.arrayValue?.compactMap(\.stringValue) ?? [])
            }
        }
    }

    /// As the index keeps it.
    package var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "created": .exact(created), "updated": .exact(updated),
            "description": .string(description), "deleted": .bool(isDeleted), "versions": .integer(Int64(versions)),
            "tags": .object(JSONObject(tags.map { (key: $0.key, value: .string($0.value)) })),
            "stages": .array(
                stages.map { stage in
                    [
                        "name": .string(stage.name), "contested": .bool(stage.isContested),
                        "versions": .array(stage.versions.map(JSONValue.string)),
                    ]
                }),
        ]
    }
}
