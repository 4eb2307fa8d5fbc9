internal import MLOpsCore
internal import MLOpsIndex

/// Tables that MLflow 3 added. Older stores have none of them.
extension MLflowDatabase {
    mutating func readLoggedModels(_ experiments: [String: String]) throws -> [ImportedRuns.LoggedModel] {
        guard try !database.columns(of: "logged_models").isEmpty else { return [] }
        let params = try pairs("logged_model_params", of: ["model_id"], key: "param_key", value: "param_value")
        let tags = try pairs("logged_model_tags", of: ["model_id"], key: "tag_key", value: "tag_value")
        let columns = [
            "model_id", "experiment_id", "name", "artifact_location", "status", "lifecycle_stage", "model_type",
            "source_run_id", "status_message",
        ]
        var models: [ImportedRuns.LoggedModel] = []
        for row in try rows("logged_models", columns, order: ["model_id"]) {
            let id = Self.string(row["model_id"])
            guard MLflowConversion.isLoggedModelID(id) else { continue }
            var model = ImportedRuns.LoggedModel(id: id)
            let experiment = Self.string(row["experiment_id"])
            model.name = Self.string(row["name"])
            model.experiment = experiments[experiment] ?? ""
            model.type = Self.string(row["model_type"])
            model.sourceRun = MLflowConversion.run(row["source_run_id"])
            model.status = MLflowConversion.readiness(row["status"])
            model.statusMessage = Self.string(row["status_message"])
            model.isDeleted = row["lifecycle_stage"] == "deleted"
            model.params = params[id] ?? []
            model.tags = tags[id] ?? []
            model.artifacts = artifacts(
                at: Self.string(row["artifact_location"]), experiment, "models/\(id)/artifacts")
            models.append(model)
        }
        return models
    }

    /// The logged models that runs used and made, by run.
    func readModelLinks() throws -> (used: [String: [String]], made: [String: [RunRecord.ModelOutput]]) {
        var used: [String: [String]] = [:], made: [String: [RunRecord.ModelOutput]] = [:]
        guard try database.columns(of: "inputs").contains("step") else { return (used, made) }
        let columns = ["source_type", "source_id", "destination_type", "destination_id", "step", "input_uuid"]
        for row in try rows("inputs", columns, order: ["input_uuid"]) {
            let run = Self.string(row["source_id"]), model = Self.string(row["destination_id"])
            guard MLflowConversion.isLoggedModelID(model) else { continue }
            switch (row["source_type"], row["destination_type"]) {
            case ("RUN_INPUT"?, "MODEL_INPUT"?): used[run, default: []].append(model)
            case ("RUN_OUTPUT"?, "MODEL_OUTPUT"?):
                made[run, default: []].append(.init(model: model, step: row["step"]?.integerValue ?? 0))
            default: continue
            }
        }
        return (used, made)
    }

    func measuredModels() throws -> MeasuredModels {
        var measured = MeasuredModels()
        guard try !database.columns(of: "logged_model_metrics").isEmpty else { return measured }
        let columns = ["model_id", "metric_name", "metric_timestamp_ms", "metric_step", "run_id"]
        try database.forEach("logged_model_metrics", columns, order: ["model_id"]) { row in
            measured.add(
                Self.string(row["model_id"]), run: Self.string(row["run_id"]), key: Self.string(row["metric_name"]),
                time: row["metric_timestamp_ms"]?.integerValue ?? 0, step: row["metric_step"]?.integerValue ?? 0)
            return true
        }
        return measured
    }

    func countTraces() throws -> Int {
        guard try !database.columns(of: "trace_info").isEmpty else { return 0 }
        return try rows("trace_info", ["request_id"]).count
    }
}
