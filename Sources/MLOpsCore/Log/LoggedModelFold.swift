/// A logged model from its ops: a pure function of the set. Its metrics are those of runs that name it
/// (``MetricContext/loggedModel``).
///
///     logged.create    logged (id), name, experiment, type, source_run, status, params {key: text}, tags {key: value}
///     logged.update    logged, status, message, name, type
///     logged.params    logged, params {key: text}
///     logged.tag       logged, key, value (absent: remove), prev
///     logged.artifact  logged, name, size, sha256 or blob (removed: true takes it away)
///     logged.delete    logged
///     logged.restore   logged, tombstones
package enum LoggedModelFold {
    /// Nil when none of the ops creates it.
    package static func fold(_ id: String, _ ops: [Op]) -> LoggedModelRecord? {
        var record = LoggedModelRecord(id: id)
        var isCreated = false
        for op in Op.ordered(ops) {
            if op.kind == .loggedCreate {
                // Of two creations the first in the order counts.
                if !isCreated { record.create(op) }
                isCreated = true
            } else {
                record.apply(op)
            }
        }
        return isCreated ? record : nil
    }
}

extension LoggedModelRecord {
    fileprivate mutating func create(_ op: Op) {
        name = op.text("name") ?? ""
        experiment = op.text("experiment") ?? experiment
        modelType = op.text("type") ?? ""
        sourceRun = op.text("source_run")
        status = op.text("status").flatMap(Status.init) ?? .pending
        author = op.author
        created = op.time
        updated = op.time
        addParams(op)
        tags.addAll(of: op)
    }

    fileprivate mutating func apply(_ op: Op) {
        switch op.kind {
        case .loggedUpdate: update(op)
        case .loggedParams: addParams(op)
        case .loggedTag: tags.apply(op)
        case .loggedArtifact: artifacts.apply(op)
        case .loggedDelete: tombstones.delete(op)
        case .loggedRestore: tombstones.restore(op)
        default: return
        }
        updated = op.time
    }

    private mutating func update(_ op: Op) {
        status = op.text("status").flatMap(Status.init) ?? status
        statusMessage = op.text("message") ?? statusMessage
        name = op.text("name") ?? name
        modelType = op.text("type") ?? modelType
    }

    private mutating func addParams(_ op: Op) {
        for (key, value) in op.object("params") {
            if let earlier = params[key] {
                if earlier != value, !conflicts.contains(key) { conflicts.append(key) }
            } else {
                params[key] = value
            }
        }
    }
}
