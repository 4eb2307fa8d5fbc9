internal import MLOpsCore
internal import MLOpsSystem

/// `models/m-…/{meta.yaml,params,tags,metrics,artifacts}` of an experiment, since MLflow 3.
extension MLflowFolder {
    /// Adds the logged models of an experiment; what their metrics say about points of runs.
    mutating func readLoggedModels(_ folder: String, experiment: String) -> MeasuredModels {
        var measured = MeasuredModels()
        guard Files.info(folder)?.kind == .directory else { return measured }
        for id in ((try? Files.list(folder)) ?? []).sorted() where MLflowConversion.isLoggedModelID(id) {
            let place = Paths.join(folder, id)
            guard let meta = meta(place) else { continue }
            var model = ImportedRuns.LoggedModel(id: id)
            model.name = Self.string(meta["name"])
            model.experiment = experiment
            model.type = Self.string(meta["model_type"])
            model.sourceRun = MLflowConversion.run(meta["source_run_id"])
            model.status = MLflowConversion.readiness(meta["status"])
            model.statusMessage = Self.string(meta["status_message"])
            model.isDeleted = meta["lifecycle_stage"] == "deleted"
            model.params = values(Paths.join(place, "params"))
            model.tags = values(Paths.join(place, "tags"))
            if let artifacts {
                var problem: String?
                let places = [Self.string(meta["artifact_location"]), Paths.join(place, "artifacts")]
                model.artifacts = artifacts.files(places, problem: &problem).map { ($0.name, .file($0.path)) }
                if let problem { problems[problem, default: 0] += 1 }
            }
            readMeasures(Paths.join(place, "metrics"), of: id, &measured)
            result.loggedModels.append(model)
        }
        return measured
    }

    /// `inputs/…/meta.yaml` that name a model, and `outputs/m-…/meta.yaml`.
    func readModelLinks(_ folder: String, _ run: inout ImportedRun) {
        func metas(_ name: String) -> [JSONValue] {
            let folder = Paths.join(folder, name)
            guard Files.info(folder)?.kind == .directory else { return [] }
            return ((try? Files.list(folder)) ?? []).sorted().compactMap { meta(Paths.join(folder, $0)) }
        }
        run.modelInputs = metas("inputs").compactMap { meta in
            ["MODEL", "MODEL_INPUT"].contains(Self.string(meta["source_type"])) ? Self.string(meta["source_id"]) : nil
        }.filter(MLflowConversion.isLoggedModelID)
        run.outputs = metas("outputs").compactMap { meta in
            let id = Self.string(meta["destination_id"])
            return MLflowConversion.isLoggedModelID(id)
                ? .init(model: id, step: meta["step"]?.integerValue ?? 0) : nil
        }
    }

    /// Lines `time value step run`, and a dataset's name and digest behind them.
    private func readMeasures(_ folder: String, of model: String, _ measured: inout MeasuredModels) {
        for (key, path) in files(folder) {
            for line in (text(path) ?? []).split(separator: 0x0a) {
                let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
                guard words.count >= 4, let time = Int64(words[0]), let step = Int64(words[2]) else { continue }
                measured.add(model, run: words[3], key: key, time: time, step: step)
            }
        }
    }

    mutating func countTraces(_ folder: String) {
        guard Files.info(folder)?.kind == .directory else { return }
        traces += ((try? Files.list(folder)) ?? []).filter { $0.hasPrefix("tr-") }.count
    }
}
