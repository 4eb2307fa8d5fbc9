internal import MLOpsCore
internal import MLOpsLog

extension RunImporter {
    /// What makes a logged model; nothing when it is here already, deleted or not: ids are never used twice.
    func drafts(of model: ImportedRuns.LoggedModel, _ experiments: [String: String]) throws -> [OpDraft] {
        if try LoggedModelFold.fold(model.id, store.log.ops(of: model.id)) != nil { return [] }
        let id = JSONValue.string(model.id)
        var members: JSONObject = [
            "logged": id, "name": .string(model.name), "status": .string(model.status.rawValue),
            "experiment": .string(experiments[model.experiment] ?? ExperimentRecord.defaultID),
        ]
        members["type"] = model.type.isEmpty ? nil : .string(model.type)
        members["source_run"] = model.sourceRun.map(JSONValue.string)
        if !model.params.isEmpty { members["params"] = Self.object(model.params) }
        if !model.tags.isEmpty { members["tags"] = Self.object(model.tags) }
        var drafts = [OpDraft(.loggedCreate, members)]
        if !model.statusMessage.isEmpty {
            drafts.append(OpDraft(.loggedUpdate, ["logged": id, "message": .string(model.statusMessage)]))
        }
        for artifact in model.artifacts {
            var members = try artifactMembers(artifact.name, artifact.content)
            members["logged"] = id
            drafts.append(OpDraft(.loggedArtifact, members))
        }
        if let run = model.sourceRun { drafts.append(OpDraft(.runOutput, run: run, ["logged": id])) }
        if model.isDeleted { drafts.append(OpDraft(.loggedDelete, ["logged": id])) }
        return drafts
    }
}
