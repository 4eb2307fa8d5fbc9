internal import MLOpsCore
internal import MLOpsSystem

/// Talks on standard error in git's manner; shows no progress, which is the child's.
struct StandardErrorReporter: Reporter {
    func note(_ text: String) { write(text) }
    func warning(_ text: String) { write("warning: \(text)") }
    func hint(_ text: String) { write("hint: \(text)") }
    func error(_ text: String) { write("error: \(text)") }
    func progress(_ title: String, done: Int, total: Int?, bytes: Int64?) {}
    func endProgress() {}

    private func write(_ text: String) {
        let file = Descriptor(adopting: Descriptor.duplicate(2), name: "standard error")
        try? file.write(Array((text + "\n").utf8))
    }
}
