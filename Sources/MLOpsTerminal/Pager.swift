internal import Glibc
internal import MLOpsSystem

/// Shows long results the way git does: through `git var GIT_PAGER`, only on a terminal.
package struct Pager: ~Copyable {
    private var child: ChildProcess
    private let savedOutput: Int32

    /// Points standard output at the pager. `command` is run by `sh -c`, as git runs it: it comes from the
    /// user's own configuration or environment. Nil when it cannot be started.
    package init?(command: String, environment: [String: String]) {
        guard !command.isEmpty, command != "cat", isatty(1) == 1 else { return nil }
        var environment = environment
        environment["LESS"] = environment["LESS"] ?? "FRX"
        environment["LV"] = environment["LV"] ?? "-c"
        guard let child = try? ChildProcess(["sh", "-c", command], environment: environment, input: .pipe) else {
            return nil
        }
        savedOutput = Descriptor.duplicate(1)
        dup2(child.input!, 1)
        self.child = child
    }

    /// Restores standard output and waits until the reader leaves.
    package consuming func finish() {
        dup2(savedOutput, 1)
        close(savedOutput)
        _ = child.wait()
    }
}
