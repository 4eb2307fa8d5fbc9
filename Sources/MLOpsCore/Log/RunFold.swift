/// A run from its ops: a pure function of the set, so the order and grouping in which ops arrive changes nothing. The
/// rules are the table of docs/formats/log.md.
package struct RunFold: Sendable {
    private var record: RunRecord
    private var start: Op?
    private var ends: [(op: Op, status: RunRecord.Status)] = []
    private var resumed: Set<String> = []
    private var waiting: RunRecord.Status?
    private var last: (lamport: Int64, id: String)?

    package init(run id: String) {
        record = RunRecord(id: id)
    }

    /// Folds the ops of one run; nil when none of them starts it (its start is in a part of the log that is missing).
    package static func fold(run id: String, _ ops: [Op]) -> RunRecord? {
        var fold = RunFold(run: id)
        _ = fold.append(ops)
        return fold.finish()
    }

    /// Adds ops that come after all that were added; false, and nothing is changed, when one of them does not. So a run
    /// that is appended to need not be folded from its beginning.
    package mutating func append(_ ops: [Op]) -> Bool {
        let new = Op.ordered(ops)
        if let last, let first = new.first, (first.lamport, first.id) <= last { return false }
        for op in new { apply(op) }
        return true
    }

    /// The run as it stands; nil when nothing started it.
    package func finish() -> RunRecord? {
        guard start != nil else { return nil }
        var record = record
        record.status = waiting ?? .running
        record.endings = ends.map { end in
            RunRecord.Ending(
                op: end.op.id, status: end.status, time: end.op.integer("ended") ?? end.op.time, author: end.op.author,
                isLifted: resumed.contains(end.op.id))
        }
        // Terminal beats running; of several the later in the order is shown.
        for end in ends where !resumed.contains(end.op.id) { record.apply(end: end.op, status: end.status) }
        record.attachments.sort { ($0.differingPaths, $0.commit) < ($1.differingPaths, $1.commit) }
        return record
    }

    private mutating func apply(_ op: Op) {
        last = (op.lamport, op.id)
        switch op.kind {
        case .runStart: begin(op)
        case .runUpdate: update(op)
        case .runFinish: ends.append((op, RunRecord.Status(rawValue: op.text("status") ?? "") ?? .finished))
        default: record.apply(op)
        }
    }

    /// Of two starts the first in the order counts.
    private mutating func begin(_ op: Op) {
        guard start == nil else { return }
        start = op
        record.begin(op)
        if op.text("status") == RunRecord.Status.scheduled.rawValue { waiting = .scheduled }
    }

    /// A status that is no end lifts the ends that its author saw; one reached elsewhere at the same time stands.
    private mutating func update(_ op: Op) {
        record.update(op)
        guard let status = op.text("status").flatMap(RunRecord.Status.init) else { return }
        if status.isTerminal {
            ends.append((op, status))
        } else {
            waiting = status
            resumed.formUnion(op.texts("prev"))
        }
    }
}
