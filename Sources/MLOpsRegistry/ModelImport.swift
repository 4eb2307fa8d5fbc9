internal import MLOpsCore
internal import MLOpsLog
package import MLOpsTracking

/// Models and versions of another registry, written to ours. Numbers stay; what is there already is left as it is.
package struct ModelImport {
    package struct Outcome: Sendable {
        package var models = 0
        package var versions = 0
        package var problems: [String] = []
    }

    private let registry: ModelRegistry

    package init(_ registry: ModelRegistry) {
        self.registry = registry
    }

    package func run(_ models: [ImportedRuns.Model]) throws -> Outcome {
        var outcome = Outcome()
        for model in models {
            do {
                try RegistryName.checkModel(model.name)
                try take(model, &outcome)
            } catch let error as RegistryError {
                outcome.problems.append(error.diagnostic.message)
            }
        }
        return outcome
    }

    private func take(_ imported: ImportedRuns.Model, _ outcome: inout Outcome) throws {
        var model: ModelRecord
        if let known = try registry.findIfPresent(imported.name, includeDeleted: true) {
            if known.isDeleted { return }
            model = known
        } else {
            var members: JSONObject = ["name": .string(imported.name)]
            if !imported.description.isEmpty { members["description"] = .string(imported.description) }
            if !imported.tags.isEmpty { members["tags"] = Self.object(imported.tags) }
            model = try registry.find(registry.append([OpDraft(.modelCreate, members)])[0].id)
            outcome.models += 1
        }
        let new = imported.versions.filter { version in
            version.number >= 1 && version.number <= 999_999_999
                && !model.versions.contains { $0.number == version.number }
        }
        if !new.isEmpty {
            let drafts = try new.map { ModelRegistry.draft(.modelVersion, model, try members(of: $0)) }
            try registry.append(drafts)
            outcome.versions += new.count
            model = try registry.find(model.id)
        }
        try name(imported, new, model, &outcome)
    }

    /// Stages and aliases, where ours has none of that name.
    private func name(
        _ imported: ImportedRuns.Model, _ new: [ImportedRuns.Version], _ model: ModelRecord, _ outcome: inout Outcome
    ) throws {
        var drafts: [OpDraft] = []
        func id(_ number: Int64) -> String? { model.versions.first { $0.number == number && !$0.isDeleted }?.id }
        for version in new {
            guard let stage = version.stage, let id = id(version.number) else { continue }
            let name = try RegistryName.stage(stage)
            if model.stages[name]?.claims.isEmpty ?? true || name == "Archived" {
                drafts.append(
                    ModelRegistry.draft(
                        .modelStage, model, ["version": .string(id), "stage": .string(name), "prev": .array([])],
                        why: "imported"))
            }
        }
        for (alias, number) in imported.aliases where model.aliases[alias] == nil {
            guard let id = id(number) else { continue }
            do {
                try RegistryName.checkAlias(alias)
            } catch {
                outcome.problems.append(error.diagnostic.message)
                continue
            }
            drafts.append(
                ModelRegistry.draft(.modelAlias, model, ["alias": .string(alias), "version": .string(id)]))
        }
        if !drafts.isEmpty { try registry.append(drafts) }
    }

    private func members(of version: ImportedRuns.Version) throws -> JSONObject {
        var members: JSONObject = ["version": .integer(version.number), "source": .string(version.source)]
        if !version.description.isEmpty { members["description"] = .string(version.description) }
        if !version.tags.isEmpty { members["tags"] = Self.object(version.tags) }
        var artifacts: [ArtifactRecord] = []
        if let run = version.run, let record = try registry.store.record(run) {
            members["run"] = .string(run)
            members["commit"] = (record.attachments.first?.commit ?? record.base).map(JSONValue.string)
            members["tree"] = (record.endTree ?? record.startTree).map(JSONValue.string)
            if let folder = version.folder {
                artifacts = record.artifacts.filter {
                    folder.isEmpty || $0.name == folder || $0.name.hasPrefix(folder + "/")
                }
            }
        }
        if let id = version.loggedModel, let model = LoggedModelFold.fold(id, try registry.store.log.ops(of: id)) {
            members["logged"] = .string(id)
            if artifacts.isEmpty { artifacts = model.artifacts }
        }
        let files = try artifacts.map { try ModelRegistration.file($0.name, $0, registry.store.repository) }
        if !files.isEmpty { members["files"] = .array(files) }
        return members
    }

    private static func object(_ tags: [(key: String, value: String)]) -> JSONValue {
        .object(JSONObject(tags.map { (key: $0.key, value: .string($0.value)) }))
    }
}
