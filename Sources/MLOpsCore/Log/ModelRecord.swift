/// A registered model as the fold of its ops shows it. Made by ``ModelFold``; rules: docs/formats/log.md.
package struct ModelRecord: Sendable, Equatable {
    /// The op id of the `model.create` that names it: member `model` of every op about it.
    package let id: String
    /// Op ids of all creations that were united into this model, ``id`` first.
    package var identities: [String]
    /// Unique among models that are not deleted.
    package var name: String
    /// Milliseconds since 1970 UTC.
    package var created: Int64
    package var author: String
    /// The last new version, stage change or deletion of a version.
    package var updated: Int64
    package var description = ""
    package var tags = TagSet()
    /// Hidden while `tombstones.isDeleted`; a `model.restore` lists `tombstones.standing`.
    package var tombstones = Tombstones()
    /// By number, then in the order of registration; deleted ones too.
    package var versions: [ModelVersion] = []
    /// By name of the stage; one that was left again is here with no claims.
    package var stages: ByteMap<ModelStage> = [:]
    /// Alias to version (op id). Aliases of deleted versions are hidden.
    package var aliases: ByteMap<String> = [:]
    /// Everything that was done to the model, in the order of the fold.
    package var history: [ModelChange] = []

    package var isDeleted: Bool { tombstones.isDeleted }

    /// The number to register next: numbers are never used again, those of deleted versions included.
    package var nextNumber: Int64 { (versions.map(\.number).max() ?? 0) + 1 }

    /// The version whose op id is `id`.
    package func version(id: String) -> ModelVersion? { versions.first { $0.id == id } }

    /// The version called `name`: `v7`, `7`, or `v7-1a2b3c4d`.
    package func version(named name: String) -> ModelVersion? {
        let name = name.hasPrefix("v") ? name : "v\(name)"
        return versions.first { $0.name == name }
    }

    /// What a deployment of `stage` gets: the effective version, nil when the stage is empty. Ask
    /// ``ModelStage/isContested`` before trusting it.
    package func effectiveVersion(of stage: String) -> ModelVersion? {
        stages[stage]?.effective.flatMap { version(id: $0) }
    }

    /// Names of the stages that show the version, contested ones included.
    package func stages(of version: String) -> [String] {
        stages.compactMap { name, stage in stage.claims.contains { $0.version == version } ? name : nil }
    }

    /// Aliases of the version, sorted.
    package func aliases(of version: String) -> [String] {
        aliases.compactMap { $0.value == version ? $0.key : nil }
    }
}
