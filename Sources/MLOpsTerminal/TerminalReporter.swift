internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import Synchronization

/// Writes to standard error as git does: prefixed lines, and progress as ``ProgressMode`` says.
package final class TerminalReporter: Reporter {
    private struct State {
        var title: String?
        var started: Int64 = 0
        var lastShown: Int64 = 0
        var shown = false
    }

    private let state = Mutex(State())
    private let mode: ProgressMode
    private let quiet: Bool
    /// Writes out what is buffered for standard output, so that both streams keep their order where they meet.
    private let flushOutput: @Sendable () -> Void

    package init(
        progress: ProgressMode = .automatic, quiet: Bool = false, flushOutput: @escaping @Sendable () -> Void = {}
    ) {
        self.flushOutput = flushOutput
        mode = quiet && progress != .json ? .never : progress.decided
        self.quiet = quiet
    }

    package func note(_ text: String) { if !quiet { print(text) } }
    package func warning(_ text: String) { print("warning: \(text)") }
    package func hint(_ text: String) { if !quiet { print("hint: \(text)") } }
    package func error(_ text: String) { print("error: \(text)") }

    package func progress(_ title: String, done: Int, total: Int?, bytes: Int64?) {
        guard mode != .never else { return }
        let now = MonotonicClock.milliseconds()
        let line: String? = state.withLock { state in
            if state.title != title { state = State(title: title, started: now) }
            let isDue = now - state.started >= mode.delay && now - state.lastShown >= 100
            guard isDue || (state.shown && done == total) else { return nil }
            state.lastShown = now
            state.shown = true
            let elapsed = now - state.started
            if mode == .json { return Self.json(title, done: done, total: total, bytes: bytes, elapsed: elapsed) }
            return "\r" + Self.progressLine(title, done: done, total: total, bytes: bytes, elapsed: elapsed)
                + "\u{1b}[K"
        }
        if let line { write(line) }
    }

    package func endProgress() {
        let wasShown = state.withLock { state in
            defer { state = State() }
            return state.shown
        }
        if wasShown, mode != .json { write(", done.\n") }
    }

    /// One object a line; `total` and `bytes` are null where they are not known.
    private static func json(_ title: String, done: Int, total: Int?, bytes: Int64?, elapsed: Int64) -> String {
        let value = JSONValue.object([
            "schema": .integer(1), "event": .string("progress"), "title": .string(title), "done": .integer(Int64(done)),
            "total": total.map { .integer(Int64($0)) } ?? .null, "bytes": bytes.map { .integer($0) } ?? .null,
            "elapsed_ms": .integer(elapsed),
        ])
        return String(decoding: value.serialized(.compact), as: UTF8.self) + "\n"
    }

    /// git's shape: `Hashing data:  45% (9/20), 1.20 GiB | 310.00 MiB/s`.
    package static func progressLine(
        _ title: String, done: Int, total: Int?, bytes: Int64?, elapsed milliseconds: Int64
    ) -> String {
        var line = "\(title): "
        if let total, total > 0 {
            let percent = String(done * 100 / total)
            line += String(repeating: " ", count: 3 - min(3, percent.count)) + "\(percent)% (\(done)/\(total))"
        } else {
            line += "\(done)"
        }
        if let bytes {
            line += ", \(ByteCount.text(bytes))"
            if milliseconds > 0 { line += " | \(ByteCount.text(bytes * 1000 / milliseconds))/s" }
        }
        return line
    }

    private func print(_ text: String) {
        flushOutput()
        let pending = mode != .json && state.withLock { $0.shown }
        write((pending ? "\r\u{1b}[K" : "") + DisplayText.lines(text) + "\n")
    }

    private func write(_ text: String) {
        Self.writeError(text)
    }

    /// One write(2) to standard error.
    package static func writeError(_ text: String) {
        let target = Descriptor(adopting: dup(2), name: "standard error")
        try? target.write(Array(text.utf8))
    }
}
