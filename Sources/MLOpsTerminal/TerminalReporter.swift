internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import Synchronization

/// Writes to standard error as git does: prefixed lines, and progress on a terminal only, after a second.
package final class TerminalReporter: Reporter {
    private struct State {
        var title: String?
        var started: Int64 = 0
        var lastShown: Int64 = 0
        var shown = false
    }

    private let state = Mutex(State())
    private let showsProgress: Bool
    private let quiet: Bool
    /// Writes out what is buffered for standard output, so that both streams keep their order where they meet.
    private let flushOutput: @Sendable () -> Void

    /// `progress` nil: only when standard error is a terminal and this process is in its foreground.
    package init(
        progress: Bool? = nil, quiet: Bool = false, flushOutput: @escaping @Sendable () -> Void = {}
    ) {
        self.flushOutput = flushOutput
        showsProgress = progress ?? (isatty(2) == 1 && tcgetpgrp(2) == getpgrp())
        self.quiet = quiet
    }

    package func note(_ text: String) { if !quiet { print(text) } }
    package func warning(_ text: String) { print("warning: \(text)") }
    package func hint(_ text: String) { if !quiet { print("hint: \(text)") } }
    package func error(_ text: String) { print("error: \(text)") }

    package func progress(_ title: String, done: Int, total: Int?, bytes: Int64?) {
        guard showsProgress, !quiet else { return }
        let now = MonotonicClock.milliseconds()
        let line: String? = state.withLock { state in
            if state.title != title { state = State(title: title, started: now) }
            let isDue = now - state.started >= 1000 && now - state.lastShown >= 100
            guard isDue || (state.shown && done == total) else { return nil }
            state.lastShown = now
            state.shown = true
            return Self.progressLine(title, done: done, total: total, bytes: bytes, elapsed: now - state.started)
        }
        if let line { write("\r\(line)\u{1b}[K") }
    }

    package func endProgress() {
        let wasShown = state.withLock { state in
            defer { state = State() }
            return state.shown
        }
        if wasShown { write(", done.\n") }
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
        let pending = state.withLock { $0.shown }
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
