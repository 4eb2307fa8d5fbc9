/// What single ops do to a run. They are applied in the order of the fold.
extension RunRecord {
    mutating func begin(_ op: Op) {
        name = op.text("name") ?? ""
        started = op.integer("started") ?? op.time
        experiment = op.text("experiment") ?? experiment
        parent = op.text("parent")
        command = op.texts("command")
        directory = op.text("dir") ?? ""
        author = op.author
        user = op.text("user") ?? op.author
        source = op.object("source")
        host = op.text("host") ?? ""
        base = op.text("base")
        branch = op.text("branch")
        startTree = op.text("tree")
        dirty = op.texts("dirty")
        environmentFiles = op.object("env")
        tags.addAll(of: op)
    }

    /// Each member that is there replaces the value.
    mutating func update(_ op: Op) {
        name = op.text("name") ?? name
        user = op.text("user") ?? user
        experiment = op.text("experiment") ?? experiment
        parent = op.text("parent") ?? parent
        if op.body["source"] != nil { source = op.object("source") }
    }

    /// Shows this end of the run. A `run.update` knows only status and time.
    mutating func apply(end op: Op, status: Status) {
        self.status = status
        ended = op.integer("ended") ?? op.time
        guard op.kind == .runFinish else { return }
        exitCode = op.integer("exit")
        signal = op.integer("signal")
        endTree = op.text("tree")
        wallMilliseconds = op.integer("wall")
        cpuMicroseconds = op.integer("cpu")
        peakKiB = op.integer("peak")
        outputTail = op.text("tail") ?? ""
    }

    mutating func apply(_ op: Op) {
        switch op.kind {
        case .runParams: addParams(op)
        case .runMetrics: addMetrics(op)
        case .runTag: tags.apply(op)
        case .runNote: note = op.text("text") ?? note
        case .runArtifact: artifacts.apply(op)
        case .runInput: addInput(op)
        case .runOutput: addOutput(op)
        case .runDelete: tombstones.delete(op)
        case .runRestore: tombstones.restore(op)
        case .commitAttach: attach(op)
        default: break
        }
    }

    /// Parameters are written once: of two values the first in the order of the fold is shown and the key is marked.
    private mutating func addParams(_ op: Op) {
        for (file, values) in op.object("files") {
            for (key, value) in values.objectValue ?? [:] {
                if let earlier = params[file]?[key] {
                    if earlier != value, !conflicts.contains(key) { conflicts.append(key) }
                } else {
                    params[file, default: JSONObject()][key] = value
                }
            }
        }
    }

    private mutating func addMetrics(_ op: Op) {
        for (file, values) in op.object("files") { metrics[file] = values.objectValue ?? [:] }
        let context = MetricContext(op.body)
        if case .array(let points)? = op.body["points"] {
            for point in points.compactMap(MetricPoint.init) { merge(MetricSummary(point), point.key, context) }
        }
        for (key, summary) in op.object("summary") {
            if let summary = MetricSummary(summary) { merge(summary, key, context) }
        }
    }

    private mutating func merge(_ summary: MetricSummary, _ key: String, _ context: MetricContext) {
        series.merge(summary, key)
        if !context.isEmpty { contexts[context, default: [:]].merge(summary, key) }
    }

    private mutating func addInput(_ op: Op) {
        inputs.apply(op)
        if let model = op.text("logged"), !modelInputs.contains(model) { modelInputs.append(model) }
    }

    /// A model is the output of a run once; the last step counts.
    private mutating func addOutput(_ op: Op) {
        guard let model = op.text("logged") else { return }
        outputs.removeAll { $0.model == model }
        outputs.append(.init(model: model, step: op.integer("step") ?? 0))
    }

    private mutating func attach(_ op: Op) {
        guard let commit = op.text("commit"), !attachments.contains(where: { $0.commit == commit }) else { return }
        attachments.append(.init(commit: commit, differingPaths: op.integer("paths") ?? 0))
    }
}

extension ByteMap<MetricSummary> {
    /// Folds in points of the series `key` that come later in the log.
    package mutating func merge(_ summary: MetricSummary, _ key: String) {
        if self[key] == nil { self[key] = summary } else { self[key]!.merge(summary) }
    }
}
