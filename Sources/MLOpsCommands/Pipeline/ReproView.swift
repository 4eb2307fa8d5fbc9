internal import MLOpsCore
internal import MLOpsPipeline
internal import MLOpsSystem
internal import MLOpsTerminal

/// Shows the stages while they run. Several at once share the terminal: every line of theirs begins with the name of
/// its stage, and below the lines a table says what runs and for how long.
final class ReproView: ReproObserver {
    /// Called about once a second.
    var onTick: () -> Void = {}

    private let session: Session
    private let main: String
    private let isShared: Bool
    private let errors: Output
    private var partial: [String: [UInt8]] = [:]
    private var started: [String: Int64] = [:]
    /// What runs, in the order in which it began.
    private var order: [String] = []
    private var width = 0
    private var tableLines = 0

    init(_ session: Session, main: String, isShared: Bool) {
        self.session = session
        self.main = main
        self.isShared = isShared
        errors = Output(descriptor: 2, environment: session.context.environment)
    }

    private func title(_ stage: Stage) -> String { stage.address(from: main) }

    func began(_ stage: Stage, because reason: String, attempt: Int) {
        clearTable()
        let number = attempt > 1 ? " again (attempt \(attempt))" : ""
        session.reporter.note("Running stage '\(title(stage))'\(number): \(reason)")
        started[title(stage)] = MonotonicClock.milliseconds()
        width = max(width, title(stage).count)
        if !order.contains(title(stage)) { order.append(title(stage)) }
        showTable()
    }

    func printed(_ bytes: [UInt8], by stage: Stage, isError: Bool) {
        guard isShared else {
            (isError ? errors : session.out).write(bytes)
            return (isError ? errors : session.out).flush()
        }
        let key = title(stage) + (isError ? "\n2" : "\n1")
        var text = (partial[key] ?? []) + bytes
        while let end = text.firstIndex(of: 0x0a) {
            show(Array(text[..<end]), of: stage, isError: isError)
            text = Array(text[(end + 1)...])
        }
        partial[key] = text
    }

    private func show(_ line: [UInt8], of stage: Stage, isError: Bool) {
        clearTable()
        let name = title(stage)
        let prefix = errors.paint(name + String(repeating: " ", count: max(0, width - name.count)) + " | ", .bold)
        let target = isError ? errors : session.out
        target.write(Array(prefix.utf8) + line + [0x0a])
        target.flush()
        showTable()
    }

    func ended(_ stage: Stage, _ status: ReproOutcome.Status) {
        for (suffix, isError) in [("\n1", false), ("\n2", true)] {
            if let rest = partial.removeValue(forKey: title(stage) + suffix), !rest.isEmpty {
                show(rest, of: stage, isError: isError)
            }
        }
        clearTable()
        if status == .restored { session.reporter.note("Restored '\(title(stage))' from the run cache") }
        if isShared, status == .ran, let start = started[title(stage)] {
            let time = DecimalText.duration(milliseconds: MonotonicClock.milliseconds() - start)
            session.reporter.note("Finished stage '\(title(stage))' in \(time)")
        }
        started[title(stage)] = nil
        order.removeAll { $0 == title(stage) }
        showTable()
    }

    func tick(running: [Stage]) {
        onTick()
        showTable()
    }

    /// Draws the table below what was printed. One that has not changed is drawn again: lines came between.
    private func showTable() {
        guard isShared, errors.isTerminal else { return }
        clearTable()
        let now = MonotonicClock.milliseconds()
        for name in order {
            let time = DecimalText.duration(milliseconds: now - (started[name] ?? now))
            let space = String(repeating: " ", count: max(0, width - name.count))
            errors.line(errors.paint("\(name)\(space)  running for \(time)", .dim))
        }
        errors.flush()
        tableLines = order.count
    }

    private func clearTable() {
        guard tableLines > 0 else { return }
        errors.write("\u{1b}[\(tableLines)A\u{1b}[J")
        errors.flush()
        tableLines = 0
    }

    /// Nothing runs any more.
    func finish() {
        clearTable()
        onTick = {}
    }
}
