/// State from ops: a pure function of the set, so the order and grouping in which ops arrive changes nothing.
/// The rules are the table of docs/formats/log.md.
package enum RunFold {
    /// Folds the ops of one run; nil when none of them starts it (its start is in a part of the log that is missing).
    package static func fold(run id: String, _ ops: [Op]) -> RunRecord? {
        var record = RunRecord(id: id)
        var state = FoldState()
        var seen: Set<String> = []
        for op in ops.sorted(by: Op.precedes) where !op.isQuarantined && seen.insert(op.id).inserted {
            apply(op, to: &record, &state)
        }
        record.isDeleted = !state.tombstones.subtracting(state.restored).isEmpty
        record.attachments.sort { ($0.differingPaths, $0.commit) < ($1.differingPaths, $1.commit) }
        return state.started ? record : nil
    }

    private struct FoldState {
        var started = false
        var tombstones: Set<String> = []
        var restored: Set<String> = []
    }

    private static func apply(_ op: Op, to record: inout RunRecord, _ state: inout FoldState) {
        switch op.kind {
        case .runStart:
            if !state.started { start(op, &record) }
            state.started = true
        case .runParams: params(op, &record)
        case .runMetrics: metrics(op, &record)
        case .runTag: tag(op, &record)
        case .runNote: record.note = op.body["text"]?.stringValue ?? record.note
        case .runArtifact: artifact(op, &record)
        case .runFinish: finish(op, &record)
        case .runDelete: state.tombstones.insert(op.id)
        case .runRestore: state.restored.formUnion(strings(op.body["tombstones"]))
        case .commitAttach: attach(op, &record)
        default: break
        }
    }

    private static func start(_ op: Op, _ record: inout RunRecord) {
        record.name = op.body["name"]?.stringValue ?? ""
        record.started = op.time
        record.command = strings(op.body["command"])
        record.directory = op.body["dir"]?.stringValue ?? ""
        record.author = op.author
        record.host = op.body["host"]?.stringValue ?? ""
        record.base = op.body["base"]?.stringValue
        record.branch = op.body["branch"]?.stringValue
        record.startTree = op.body["tree"]?.stringValue
        record.dirty = strings(op.body["dirty"])
        record.environmentFiles = object(op.body["env"])
    }

    /// Parameters are written once: of two values the first in the order of the fold is shown and the key is marked.
    private static func params(_ op: Op, _ record: inout RunRecord) {
        for (file, values) in files(op) {
            for (key, value) in values {
                if let earlier = record.params[file]?[key] {
                    if earlier != value, !record.conflicts.contains(key) { record.conflicts.append(key) }
                } else {
                    record.params[file, default: JSONObject()][key] = value
                }
            }
        }
    }

    private static func metrics(_ op: Op, _ record: inout RunRecord) {
        for (file, values) in files(op) { record.metrics[file] = values }
        if case .array(let points)? = op.body["points"] {
            for point in points.compactMap(MetricPoint.init) { merge(MetricSummary(point), point.key, &record) }
        }
        for (key, summary) in object(op.body["summary"]) {
            if let summary = MetricSummary(summary) { merge(summary, key, &record) }
        }
    }

    private static func merge(_ summary: MetricSummary, _ key: String, _ record: inout RunRecord) {
        if record.series[key] == nil { record.series[key] = summary } else { record.series[key]!.merge(summary) }
    }

    /// An observed-remove set: a removal names the additions that it saw.
    private static func tag(_ op: Op, _ record: inout RunRecord) {
        guard let key = op.body["key"]?.stringValue else { return }
        let seen = Set(strings(op.body["prev"]))
        record.tags[key, default: []].removeAll { seen.contains($0.op) }
        if let value = op.body["value"]?.stringValue { record.tags[key]!.append(.init(value: value, op: op.id)) }
        if record.tags[key]!.isEmpty { record.tags[key] = nil }
    }

    private static func artifact(_ op: Op, _ record: inout RunRecord) {
        guard let name = op.body["name"]?.stringValue else { return }
        record.artifacts.removeAll { $0.name == name }
        record.artifacts.append(
            .init(
                name: name, size: op.body["size"]?.integerValue ?? 0, digest: op.body["sha256"]?.stringValue,
                blob: op.body["blob"]?.stringValue))
    }

    /// Terminal beats running; of two the later in the order of the fold is shown.
    private static func finish(_ op: Op, _ record: inout RunRecord) {
        record.status = RunRecord.Status(rawValue: op.body["status"]?.stringValue ?? "") ?? .finished
        record.ended = op.time
        record.exitCode = op.body["exit"]?.integerValue
        record.signal = op.body["signal"]?.integerValue
        record.endTree = op.body["tree"]?.stringValue
        record.wallMilliseconds = op.body["wall"]?.integerValue
        record.cpuMicroseconds = op.body["cpu"]?.integerValue
        record.peakKiB = op.body["peak"]?.integerValue
        record.outputTail = op.body["tail"]?.stringValue ?? ""
    }

    private static func attach(_ op: Op, _ record: inout RunRecord) {
        guard let commit = op.body["commit"]?.stringValue, !record.attachments.contains(where: { $0.commit == commit })
        else { return }
        record.attachments.append(.init(commit: commit, differingPaths: op.body["paths"]?.integerValue ?? 0))
    }

    private static func files(_ op: Op) -> [(String, JSONObject)] {
        object(op.body["files"]).map { ($0.key, object($0.value)) }
    }

    private static func object(_ value: JSONValue?) -> JSONObject {
        if case .object(let members)? = value { members } else { JSONObject() }
    }

    private static func strings(_ value: JSONValue?) -> [String] {
        if case .array(let items)? = value { items.compactMap(\.stringValue) } else { [] }
    }
}

extension MetricSummary {
    /// `{"count","last","max","min","step","t"}`.
    package var json: JSONValue {
        func number(_ value: Double) -> JSONValue { .double(value) }
        return [
            "count": .integer(count), "last": number(last), "max": number(max), "min": number(min),
            "step": .integer(step), "t": .integer(time),
        ]
    }

    package init?(_ json: JSONValue) {
        guard case .object(let members) = json, let count = members["count"]?.integerValue,
            let last = members["last"].flatMap(MetricPoint.number), let step = members["step"]?.integerValue,
            let time = members["t"]?.integerValue, let min = members["min"].flatMap(MetricPoint.number),
            let max = members["max"].flatMap(MetricPoint.number)
        else { return nil }
        self.init(count: count, last: last, step: step, time: time, min: min, max: max)
    }
}
