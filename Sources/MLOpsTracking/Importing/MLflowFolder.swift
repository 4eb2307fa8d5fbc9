internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsSystem

/// MLflow's file store: `mlruns/<experiment>/<run>/{meta.yaml,params,metrics,tags,inputs,artifacts}`, the registry in
/// `mlruns/models`.
package struct MLflowFolder {
    private let root: String
    let artifacts: ArtifactFolder?
    var result = ImportedRuns()
    var problems: [String: Int] = [:]
    var traces = 0

    /// Files above this say nothing that a run could.
    private static let fileLimit: Int64 = 4 << 20
    private static let seriesLimit: Int64 = 512 << 20
    private static let depthLimit = 16

    /// `artifactRoots`: folders in which artifacts may lie besides the store's own; nil: they are left out.
    package init(_ root: String, artifactRoots: [String]?) {
        self.root = root
        artifacts = artifactRoots.map { ArtifactFolder(roots: [Paths.parent(root)] + $0) }
    }

    /// Whether the folder is such a store.
    package static func isStore(_ path: String) -> Bool {
        let names = (try? Files.list(path)) ?? []
        return names.contains { Files.info(Paths.join(path, "\($0)/meta.yaml"))?.kind == .file }
    }

    package func read() throws -> ImportedRuns {
        var copy = self
        for name in try Files.list(root).sorted() where name != "models" && name != ".trash" {
            try copy.readExperiment(Paths.join(root, name), isDeleted: false)
        }
        let trash = Paths.join(root, ".trash")
        if Files.info(trash)?.kind == .directory {
            for name in try Files.list(trash).sorted() {
                try copy.readExperiment(Paths.join(trash, name), isDeleted: true)
            }
        }
        let models = Paths.join(root, "models")
        if Files.info(models)?.kind == .directory {
            for name in try Files.list(models).sorted() { copy.readModel(Paths.join(models, name)) }
        }
        if copy.traces > 0 { copy.result.problems.append(MLflowConversion.traces(copy.traces)) }
        copy.result.problems += copy.problems.sorted { $0.key < $1.key }.map { text, count in
            count > 1 ? "\(text) (\(count) times)" : text
        }
        return copy.result
    }

    func meta(_ folder: String) -> JSONValue? {
        guard Files.info(folder)?.kind == .directory, let bytes = text(Paths.join(folder, "meta.yaml")) else {
            return nil
        }
        return try? Document.parse(bytes, format: .yaml, name: "meta.yaml")
    }

    /// The bytes of a plain file; links are not followed.
    func text(_ path: String) -> [UInt8]? {
        guard let info = Files.info(path), info.kind == .file, info.size <= Self.fileLimit else { return nil }
        return try? Files.read(path)
    }

    static func string(_ value: JSONValue?) -> String {
        value.map { $0.isNull ? "" : RunValues.text($0) } ?? ""
    }

    private mutating func readExperiment(_ folder: String, isDeleted: Bool) throws {
        guard let meta = meta(folder) else { return }
        let name = MLflowConversion.experiment(
            Self.string(meta["experiment_id"]), Self.string(meta["name"]))
        let isDeleted = isDeleted || meta["lifecycle_stage"] == "deleted"
        if !name.isEmpty {
            result.experiments.append(.init(name: name, tags: values(Paths.join(folder, "tags")), isDeleted: isDeleted))
        }
        let measured = readLoggedModels(Paths.join(folder, "models"), experiment: name)
        countTraces(Paths.join(folder, "traces"))
        for entry in try Files.list(folder).sorted() where MLflowConversion.isRunID(entry) {
            readRun(Paths.join(folder, entry), id: entry, experiment: name, in: folder, measured)
        }
    }

    /// The files below a folder by their paths, as texts.
    func values(_ folder: String) -> [(key: String, value: String)] {
        files(folder).compactMap { key, path in text(path).map { (key, $0.asText) } }
    }

    func files(_ folder: String, _ prefix: String = "", depth: Int = 0) -> [(key: String, path: String)] {
        guard Files.info(folder)?.kind == .directory, depth < Self.depthLimit, let names = try? Files.list(folder)
        else {
            return []
        }
        return names.sorted().flatMap { name -> [(key: String, path: String)] in
            let path = Paths.join(folder, name)
            switch Files.info(path)?.kind {
            case .file?: return [(prefix + name, path)]
            case .directory?: return files(path, prefix + name + "/", depth: depth + 1)
            default: return []
            }
        }
    }

    private mutating func readRun(
        _ folder: String, id: String, experiment: String, in parent: String, _ measured: MeasuredModels
    ) {
        guard let meta = meta(folder) else {
            problems["a run has no meta.yaml that can be read", default: 0] += 1
            return
        }
        var run = ImportedRun(id: id)
        run.experiment = experiment
        run.name = Self.string(meta["run_name"])
        run.user = Self.string(meta["user_id"])
        run.status = MLflowConversion.status(meta["status"])
        run.started = meta["start_time"]?.integerValue ?? 0
        run.ended = meta["end_time"]?.integerValue
        run.isDeleted = meta["lifecycle_stage"] == "deleted"
        MLflowConversion.apply(tags: values(Paths.join(folder, "tags")), to: &run)
        let params = values(Paths.join(folder, "params"))
        if !params.isEmpty { run.params[""] = JSONObject(params.map { (key: $0.key, value: .string($0.value)) }) }
        readPoints(Paths.join(folder, "metrics"), measured, &run)
        readInputs(Paths.join(folder, "inputs"), parent, &run)
        readModelLinks(folder, &run)
        if let artifacts {
            var problem: String?
            let places = [Self.string(meta["artifact_uri"]), Paths.join(folder, "artifacts")]
            run.artifacts = artifacts.files(places, problem: &problem).map { ($0.name, .file($0.path)) }
            if let problem { problems[problem, default: 0] += 1 }
        }
        result.runs.append(run)
    }

    /// Lines `time value step`, and a dataset's name and digest behind them.
    private mutating func readPoints(_ folder: String, _ measured: MeasuredModels, _ run: inout ImportedRun) {
        var points: [MetricContext: [MetricPoint]] = [:]
        for (key, path) in files(folder) {
            guard let info = Files.info(path), info.size <= Self.seriesLimit, let bytes = try? Files.read(path) else {
                problems["a metric was too large to be read", default: 0] += 1
                continue
            }
            for line in bytes.split(separator: 0x0a) {
                let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
                guard words.count >= 2, let time = Int64(words[0]), let value = Double(words[1]) else {
                    problems["a line of a metric could not be read", default: 0] += 1
                    continue
                }
                var context = words.count >= 5 ? MetricContext(dataset: words[3], digest: words[4]) : MetricContext()
                let step = words.count > 2 ? Int64(words[2]) ?? 0 : 0
                context.loggedModel = measured[run.id, key, time, step]
                points[context, default: []].append(MetricPoint(key: key, value: value, step: step, time: time))
            }
        }
        run.points = points.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func readInputs(_ folder: String, _ experiment: String, _ run: inout ImportedRun) {
        guard Files.info(folder)?.kind == .directory else { return }
        for name in ((try? Files.list(folder)) ?? []).sorted() {
            guard let meta = meta(Paths.join(folder, name)), meta["source_type"] == "DATASET",
                let id = meta["source_id"]?.stringValue, !id.contains("/"), id != "..",
                let dataset = self.meta(Paths.join(experiment, "datasets/\(id)"))
            else { continue }
            var input = DatasetInput(name: Self.string(dataset["name"]), digest: Self.string(dataset["digest"]))
            input.sourceType = Self.string(dataset["source_type"])
            input.source = Self.string(dataset["source"])
            input.schema = dataset["schema"]?.stringValue
            input.profile = dataset["profile"]?.stringValue
            for (key, value) in meta["tags"]?.objectValue ?? [:] { input.tags[key] = Self.string(value) }
            run.inputs.append(input)
        }
    }

    private mutating func readModel(_ folder: String) {
        guard let meta = meta(folder), let name = meta["name"]?.stringValue else { return }
        var model = ImportedRuns.Model(name: name)
        model.description = Self.string(meta["description"])
        model.tags = values(Paths.join(folder, "tags"))
        model.aliases = values(Paths.join(folder, "aliases")).compactMap { alias, number in
            Int64(number.split(whereSeparator: \.isWhitespace).joined()).map { (alias, $0) }
        }
        for entry in ((try? Files.list(folder)) ?? []).sorted() where entry.hasPrefix("version-") {
            let place = Paths.join(folder, entry)
            guard let meta = self.meta(place), let number = meta["version"].flatMap({ Int64(RunValues.text($0)) }),
                meta["current_stage"] != "Deleted_Internal"
            else { continue }
            model.versions.append(
                ImportedRuns.Version(
                    number: number, source: Self.string(meta["source"]), run: Self.string(meta["run_id"]),
                    description: Self.string(meta["description"]), tags: values(Paths.join(place, "tags")),
                    stage: Self.string(meta["current_stage"])))
        }
        result.models.append(model)
    }
}

extension ImportedRuns.Version {
    /// A version as MLflow has it: "" and `None` stand for nothing.
    init(
        number: Int64, source: String, run: String, description: String, tags: [(key: String, value: String)],
        stage: String
    ) {
        self.init(number: number)
        self.run = MLflowConversion.isRunID(run) ? run : nil
        self.source = source
        loggedModel = MLflowConversion.loggedModel(of: source)
        self.description = description
        self.tags = tags
        self.stage = stage.isEmpty || stage == "None" ? nil : stage
        folder = MLflowConversion.folder(of: source, run: self.run)
    }
}
