package import MLOpsCore
package import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem

/// Runs as one JSON document, `git mlops runs export`: what `runs show --json` prints of each, with every point, the
/// records of its stages, the name of its experiment and the contents of small artifacts; and the models that they logged.
package enum RunDocument {
    private static let contentLimit: Int64 = 1 << 20

    package static func export(
        _ records: [RunRecord], loggedModels: [LoggedModelRecord] = [], in store: RunStore
    ) throws -> JSONValue {
        [
            "schema": 1, "kind": "runs",
            "logged_models": .array(try loggedModels.map { try export($0, in: store) }),
            "runs": .array(
                try records.map { record in
                    var members = record.json.objectValue ?? [:]
                    members["experiment_name"] = .optional(try store.experimentName(of: record))
                    members["history"] = .array(try history(of: record, in: store))
                    members["stages"] = .array(
                        try store.log.ops(of: record.id).filter { $0.kind == .runStage }.compactMap {
                            $0.body["record"]
                        })
                    members["artifacts"] = .array(record.artifacts.map { artifact($0, in: store.repository) })
                    return .object(members)
                }),
        ]
    }

    private static func history(of record: RunRecord, in store: RunStore) throws -> [JSONValue] {
        try store.log.metricPoints(of: record.id).map { part in
            var members = part.context.members
            members["points"] = .array(part.points.map(\.json))
            return .object(members)
        }
    }

    static func artifact(_ artifact: ArtifactRecord, in repository: Repository) -> JSONValue {
        guard let blob = artifact.blob.flatMap({ ObjectID(hex: $0) }), artifact.size <= contentLimit,
            var members = artifact.json.objectValue, let bytes = try? repository.blob(blob)
        else { return artifact.json }
        members["content"] = .string(Base64.encode(bytes))
        return .object(members)
    }

    /// Whether the bytes are such a document.
    package static func isDocument(_ json: JSONValue) -> Bool { json["kind"] == "runs" && json["schema"] == 1 }

    /// Runs without an id, or with one that is none, are left out and told.
    package static func read(_ json: JSONValue, in repository: Repository) throws -> ImportedRuns {
        guard isDocument(json), let runs = json["runs"]?.arrayValue else {
            throw Diagnostic.fatal("this is no document of 'git mlops runs export'")
        }
        var result = ImportedRuns()
        for value in runs {
            guard let id = value["id"]?.stringValue, MLflowConversion.isRunID(id) else {
                result.problems.append("a run has no id")
                continue
            }
            result.runs.append(try run(id, value, repository, &result.problems))
        }
        try readLoggedModels(json, repository, &result)
        return result
    }

    private static func run(
        _ id: String, _ json: JSONValue, _ repository: Repository, _ problems: inout [String]
    ) throws -> ImportedRun {
        func text(_ key: String) -> String { json[key]?.stringValue ?? "" }
        func tree(_ key: String) -> String? { json["code"]?[key]?.stringValue.flatMap { ObjectID(hex: $0)?.hex } }
        func texts(_ value: JSONValue?) -> [String] { (value?.arrayValue ?? []).compactMap(\.stringValue) }
        func files(_ value: JSONValue?) -> FileValues {
            (value?.objectValue ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.objectValue ?? [:] }
        }
        var run = ImportedRun(id: id)
        run.name = text("name")
        run.experiment = text("experiment_name")
        run.parent = json["parent"]?.stringValue.flatMap { MLflowConversion.isRunID($0) ? $0 : nil }
        run.user = text("user")
        run.source = json["source"]?.objectValue ?? [:]
        run.command = texts(json["command"])
        run.directory = text("directory")
        run.host = text("host")
        (run.base, run.startTree, run.endTree) = (tree("base"), tree("start_tree"), tree("end_tree"))
        run.branch = json["code"]?["branch"]?.stringValue
        run.dirty = texts(json["code"]?["dirty"])
        run.environmentFiles = json["code"]?["environment_files"]?.objectValue ?? [:]
        run.started = Timestamp.milliseconds(rfc3339: text("started")) ?? 0
        run.ended = Timestamp.milliseconds(rfc3339: text("ended"))
        run.status = RunRecord.Status(rawValue: text("status")) ?? .finished
        run.exitCode = json["exit_code"]?.integerValue
        run.signal = json["signal"]?.integerValue
        run.wallMilliseconds = json["resources"]?["wall_ms"]?.integerValue
        run.cpuMicroseconds = json["resources"]?["cpu_us"]?.integerValue
        run.peakKiB = json["resources"]?["peak_kib"]?.integerValue
        run.outputTail = text("output_tail")
        (run.params, run.metrics) = (files(json["params"]), files(json["metrics"]))
        run.tags = (json["tags"]?.objectValue ?? [:]).compactMap { key, value in value.stringValue.map { (key, $0) } }
        run.note = text("note")
        run.isDeleted = json["deleted"] == true
        run.points = (json["history"]?.arrayValue ?? []).compactMap { part in
            let points = (part["points"]?.arrayValue ?? []).compactMap(MetricPoint.init)
            return points.isEmpty ? nil : (MetricContext(part.objectValue ?? [:]), points)
        }
        run.inputs = (json["inputs"]?.arrayValue ?? []).compactMap(input)
        run.modelInputs = texts(json["model_inputs"]).filter(MLflowConversion.isLoggedModelID)
        run.outputs = (json["outputs"]?.arrayValue ?? []).compactMap { output in
            output["logged"]?.stringValue.flatMap { MLflowConversion.isLoggedModelID($0) ? $0 : nil }.map {
                .init(model: $0, step: output["step"]?.integerValue ?? 0)
            }
        }
        run.stages = json["stages"]?.arrayValue ?? []
        run.artifacts = try artifacts(json, repository, &problems)
        return run
    }

    static func artifacts(
        _ json: JSONValue, _ repository: Repository, _ problems: inout [String]
    ) throws -> [(name: String, content: ImportedRun.Content)] {
        try (json["artifacts"]?.arrayValue ?? []).compactMap { try artifact($0, repository, &problems) }
    }

    private static func input(_ json: JSONValue) -> DatasetInput? {
        guard let name = json["name"]?.stringValue else { return nil }
        var input = DatasetInput(name: name, digest: json["digest"]?.stringValue ?? "")
        input.sourceType = json["source_type"]?.stringValue ?? ""
        input.source = json["source"]?.stringValue ?? ""
        input.schema = json["schema"]?.stringValue
        input.profile = json["profile"]?.stringValue
        for (key, value) in json["tags"]?.objectValue ?? [:] { input.tags[key] = value.stringValue ?? "" }
        return input
    }

    /// A blob that is neither in the document nor here cannot be kept, and what would lie outside of a folder is not.
    private static func artifact(
        _ json: JSONValue, _ repository: Repository, _ problems: inout [String]
    ) throws -> (name: String, content: ImportedRun.Content)? {
        guard let name = json["name"]?.stringValue else { return nil }
        if name.hasPrefix("/") || name.split(separator: "/").contains("..") {
            problems.append("artifact '\(name)' would lie outside of its folder")
            return nil
        }
        let size = max(0, json["size"]?.integerValue ?? 0)
        if let sha256 = json["sha256"]?.stringValue, sha256.utf8.count == 64 {
            return (name, .record(size: size, sha256: sha256, blob: nil))
        }
        if let content = json["content"]?.stringValue.flatMap(Base64.decode) {
            return (name, .record(size: Int64(content.count), sha256: nil, blob: try repository.writeBlob(content).hex))
        }
        guard let blob = json["blob"]?.stringValue.flatMap({ ObjectID(hex: $0) }), repository.hasObject(blob) else {
            problems.append("the content of artifact '\(name)' is not in the document")
            return nil
        }
        return (name, .record(size: size, sha256: nil, blob: blob.hex))
    }
}
