internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog

/// Logged models within the document of `git mlops runs export`.
extension RunDocument {
    static func export(_ model: LoggedModelRecord, in store: RunStore) throws -> JSONValue {
        var members = model.json.objectValue ?? [:]
        members["experiment_name"] = .optional(try store.experimentName(of: model.experiment))
        members["artifacts"] = .array(model.artifacts.map { artifact($0, in: store.repository) })
        return .object(members)
    }

    /// Those without an id, or with one that is none, are left out and told.
    static func readLoggedModels(
        _ json: JSONValue, _ repository: Repository, _ result: inout ImportedRuns
    ) throws {
        for value in json["logged_models"]?.arrayValue ?? [] {
            guard let id = value["id"]?.stringValue, MLflowConversion.isLoggedModelID(id) else {
                result.problems.append("a logged model has no id")
                continue
            }
            func text(_ key: String) -> String { value[key]?.stringValue ?? "" }
            func pairs(_ key: String) -> [(key: String, value: String)] {
                (value[key]?.objectValue ?? [:]).compactMap { key, value in value.stringValue.map { (key, $0) } }
            }
            var model = ImportedRuns.LoggedModel(id: id)
            model.name = text("name")
            model.experiment = text("experiment_name")
            model.type = text("type")
            model.sourceRun = MLflowConversion.run(value["source_run"])
            model.status = LoggedModelRecord.Status(rawValue: text("status")) ?? .pending
            model.statusMessage = text("status_message")
            model.isDeleted = value["deleted"] == true
            (model.params, model.tags) = (pairs("params"), pairs("tags"))
            model.artifacts = try artifacts(value, repository, &result.problems)
            result.loggedModels.append(model)
        }
    }
}
