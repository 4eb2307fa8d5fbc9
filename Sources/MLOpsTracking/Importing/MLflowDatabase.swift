internal import MLOpsCore
internal import MLOpsIndex
internal import MLOpsSystem

/// MLflow's SQLite store, `mlflow.db`.
package struct MLflowDatabase {
    let database: ForeignDatabase
    let folder: String
    let artifacts: ArtifactFolder?
    var problems: [String: Int] = [:]

    private static let runLimit = 1_000_000

    /// `artifactRoots`: folders in which artifacts may lie besides that of the database; nil: they are left out.
    package init(_ path: String, artifactRoots: [String]?) throws {
        database = try ForeignDatabase(path: path)
        folder = Paths.parent(path)
        artifacts = artifactRoots.map { ArtifactFolder(roots: [Paths.parent(path)] + $0) }
        if try database.columns(of: "runs").isEmpty || database.columns(of: "experiments").isEmpty {
            throw Diagnostic.fatal("'\(path)' has no table of MLflow's runs")
        }
    }

    package func read() throws -> ImportedRuns {
        var copy = self
        return try copy.readAll()
    }

    static func string(_ value: JSONValue?) -> String {
        value.map { $0.isNull ? "" : RunValues.text($0) } ?? ""
    }

    func rows(_ table: String, _ columns: [String], order: [String] = []) throws -> [JSONObject] {
        var rows: [JSONObject] = []
        try database.forEach(table, columns, order: order) { row in
            rows.append(row)
            return rows.count < Self.runLimit
        }
        return rows
    }

    /// Keys and values by what they belong to.
    func pairs(
        _ table: String, of owner: [String], key: String = "key", value: String = "value"
    ) throws -> [String: [(key: String, value: String)]] {
        var pairs: [String: [(key: String, value: String)]] = [:]
        try database.forEach(table, owner + [key, value], order: [key]) { row in
            let name = owner.map { Self.string(row[$0]) }.joined(separator: "\0")
            pairs[name, default: []].append((Self.string(row[key]), Self.string(row[value])))
            return true
        }
        return pairs
    }

    private mutating func readAll() throws -> ImportedRuns {
        var result = ImportedRuns()
        let tags = try pairs("experiment_tags", of: ["experiment_id"])
        var experiments: [String: String] = [:]
        for row in try rows("experiments", ["experiment_id", "name", "lifecycle_stage"], order: ["experiment_id"]) {
            let id = Self.string(row["experiment_id"])
            let name = MLflowConversion.experiment(id, Self.string(row["name"]))
            experiments[id] = name
            if name.isEmpty { continue }
            result.experiments.append(
                .init(name: name, tags: tags[id] ?? [], isDeleted: row["lifecycle_stage"] == "deleted"))
        }
        result.runs = try readRuns(experiments, try measuredModels())
        result.loggedModels = try readLoggedModels(experiments)
        result.models = try readModels()
        let traces = try countTraces()
        if traces > 0 { result.problems.append(MLflowConversion.traces(traces)) }
        result.problems += problems.sorted { $0.key < $1.key }.map { $1 > 1 ? "\($0) (\($1) times)" : $0 }
        return result
    }

    private mutating func readRuns(_ experiments: [String: String], _ measured: MeasuredModels) throws -> [ImportedRun]
    {
        let params = try pairs("params", of: ["run_uuid"])
        let tags = try pairs("tags", of: ["run_uuid"])
        let inputs = try readInputs()
        let models = try readModelLinks()
        let columns = [
            "run_uuid", "name", "user_id", "status", "start_time", "end_time", "lifecycle_stage", "artifact_uri",
            "experiment_id",
        ]
        var runs: [ImportedRun] = []
        for row in try rows("runs", columns, order: ["start_time", "run_uuid"]) {
            let id = Self.string(row["run_uuid"])
            guard MLflowConversion.isRunID(id) else {
                problems["a run has an id that is no run id", default: 0] += 1
                continue
            }
            var run = ImportedRun(id: id)
            let experiment = Self.string(row["experiment_id"])
            run.experiment = experiments[experiment] ?? ""
            run.name = Self.string(row["name"])
            run.user = Self.string(row["user_id"])
            run.status = MLflowConversion.status(row["status"])
            run.started = row["start_time"]?.integerValue ?? 0
            run.ended = row["end_time"]?.integerValue
            run.isDeleted = row["lifecycle_stage"] == "deleted"
            MLflowConversion.apply(tags: tags[id] ?? [], to: &run)
            if let own = params[id] {
                run.params[""] = JSONObject(own.map { (key: $0.key, value: .string($0.value)) })
            }
            run.points = try readPoints(of: id, measured)
            run.inputs = inputs[id] ?? []
            (run.modelInputs, run.outputs) = (models.used[id] ?? [], models.made[id] ?? [])
            readArtifacts(Self.string(row["artifact_uri"]), experiment, &run)
            runs.append(run)
        }
        return runs
    }

    private func readPoints(
        of run: String, _ measured: MeasuredModels
    ) throws -> [(context: MetricContext, points: [MetricPoint])] {
        var points: [MetricContext: [MetricPoint]] = [:]
        try database.forEach(
            "metrics", ["key", "value", "timestamp", "step", "is_nan"], matching: ("run_uuid", .string(run)),
            order: ["key", "timestamp", "step", "value"]
        ) { row in
            let isNaN = row["is_nan"] == true || row["is_nan"]?.integerValue == 1
            guard let value = MLflowConversion.number(row["value"], isNaN: isNaN) else { return true }
            let point = MetricPoint(
                key: Self.string(row["key"]), value: value, step: row["step"]?.integerValue ?? 0,
                time: row["timestamp"]?.integerValue ?? 0)
            let context = MetricContext(loggedModel: measured[run, point.key, point.time, point.step])
            points[context, default: []].append(point)
            return true
        }
        return points.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func readInputs() throws -> [String: [DatasetInput]] {
        var datasets: [String: DatasetInput] = [:]
        let columns = [
            "dataset_uuid", "name", "digest", "dataset_source_type", "dataset_source", "dataset_schema",
            "dataset_profile",
        ]
        for row in try rows("datasets", columns) {
            var input = DatasetInput(name: Self.string(row["name"]), digest: Self.string(row["digest"]))
            input.sourceType = Self.string(row["dataset_source_type"])
            input.source = Self.string(row["dataset_source"])
            input.schema = row["dataset_schema"]?.stringValue
            input.profile = row["dataset_profile"]?.stringValue
            datasets[Self.string(row["dataset_uuid"])] = input
        }
        var tags: [String: [(String, String)]] = [:]
        for row in try rows("input_tags", ["input_uuid", "name", "value"], order: ["name"]) {
            tags[Self.string(row["input_uuid"]), default: []].append(
                (Self.string(row["name"]), Self.string(row["value"])))
        }
        var inputs: [String: [DatasetInput]] = [:]
        let links = ["input_uuid", "source_type", "source_id", "destination_type", "destination_id"]
        for row in try rows("inputs", links, order: ["input_uuid"]) {
            guard row["source_type"] == "DATASET", row["destination_type"] == "RUN",
                var input = datasets[Self.string(row["source_id"])]
            else { continue }
            for (key, value) in tags[Self.string(row["input_uuid"])] ?? [] { input.tags[key] = value }
            inputs[Self.string(row["destination_id"]), default: []].append(input)
        }
        return inputs
    }

    private mutating func readArtifacts(_ address: String, _ experiment: String, _ run: inout ImportedRun) {
        run.artifacts = artifacts(at: address, experiment, "\(run.id)/artifacts")
    }

    /// At the address that the store names, else where MLflow puts them beside its database.
    mutating func artifacts(
        at address: String, _ experiment: String, _ name: String
    ) -> [(name: String, content: ImportedRun.Content)] {
        guard let artifacts else { return [] }
        let isPlain = !experiment.contains("/") && !experiment.contains("..")
        let places =
            isPlain ? ["mlruns", "mlartifacts"].map { Paths.join(folder, "\($0)/\(experiment)/\(name)") } : []
        var problem: String?
        defer { if let problem { problems[problem, default: 0] += 1 } }
        return artifacts.files([address] + places, problem: &problem).map { ($0.name, .file($0.path)) }
    }

    private func readModels() throws -> [ImportedRuns.Model] {
        let tags = try pairs("registered_model_tags", of: ["name"])
        let versionTags = try pairs("model_version_tags", of: ["name", "version"])
        let aliases = try rows("registered_model_aliases", ["name", "alias", "version"], order: ["alias"])
        let columns = ["name", "version", "description", "current_stage", "source", "run_id"]
        let versions = Dictionary(grouping: try rows("model_versions", columns, order: ["version"])) {
            Self.string($0["name"])
        }
        return try rows("registered_models", ["name", "description"], order: ["name"]).map { row in
            let name = Self.string(row["name"])
            var model = ImportedRuns.Model(name: name)
            model.description = Self.string(row["description"])
            model.tags = tags[name] ?? []
            model.aliases = aliases.filter { Self.string($0["name"]) == name }.compactMap { alias in
                alias["version"]?.integerValue.map { (Self.string(alias["alias"]), $0) }
            }
            model.versions = (versions[name] ?? []).compactMap { version in
                guard let number = version["version"]?.integerValue, version["current_stage"] != "Deleted_Internal"
                else {
                    return nil
                }
                return ImportedRuns.Version(
                    number: number, source: Self.string(version["source"]), run: Self.string(version["run_id"]),
                    description: Self.string(version["description"]), tags: versionTags["\(name)\0\(number)"] ?? [],
                    stage: Self.string(version["current_stage"]))
            }
            return model
        }
    }
}
