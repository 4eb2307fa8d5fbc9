internal import MLOpsCore
internal import MLOpsLog

extension RunImporter {
    /// The models that the run used and made, but for those that `record` has.
    func modelDrafts(_ run: ImportedRun, beside record: RunRecord? = nil) -> [OpDraft] {
        let used = run.modelInputs.filter { !(record?.modelInputs.contains($0) ?? false) }
        let made = run.outputs.filter { output in !(record?.outputs.contains { $0.model == output.model } ?? false) }
        return used.map { OpDraft(.runInput, run: run.id, ["logged": .string($0)]) }
            + made.map { OpDraft(.runOutput, run: run.id, ["logged": .string($0.model), "step": .integer($0.step)]) }
    }

    /// What makes a logged model; nothing when it is here already, deleted or not: ids are never used twice.
    /// `tied`: ids of models that a run names as its own.
    func drafts(
        of model: ImportedRuns.LoggedModel, _ experiments: [String: String], tied: Set<String>
    ) throws -> [OpDraft] {
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
        // Unless the run says so itself, and at which step.
        if let run = model.sourceRun, !tied.contains(model.id) {
            drafts.append(OpDraft(.runOutput, run: run, ["logged": id]))
        }
        if model.isDeleted { drafts.append(OpDraft(.loggedDelete, ["logged": id])) }
        return drafts
    }
}
