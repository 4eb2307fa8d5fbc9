internal import MLOpsCore
internal import MLOpsSystem

/// Runs the commands of a stage, each in a shell of its own as DVC does, up to the first that fails.
struct StageProcess {
    let stage: Stage
    let pipeline: Pipeline
    let root: String
    let context: InvocationContext

    /// Nil when every command succeeded. Adds what the commands used to `usage`.
    func run(
        environment extra: [String: String], usage record: inout StageRecord
    ) throws -> ReproOutcome.Status? {
        let folder = stage.workingDirectory.isEmpty ? root : Paths.join(root, stage.workingDirectory)
        guard Files.isDirectory(folder) else {
            return .failed("its folder '\(stage.workingDirectory)' does not exist", code: 1)
        }
        for command in stage.commands {
            context.reporter.note("> \(command)")
            let child = try ChildProcess(shell + [command], workingDirectory: folder, environment: environment(extra))
            let (status, usage) = child.wait()
            record.userMicroseconds += usage.userMicroseconds
            record.systemMicroseconds += usage.systemMicroseconds
            record.peakKiB = max(record.peakKiB, usage.peakKiB)
            switch status {
            case .exited(0): continue
            case .exited(let code): return .failed("its command ended with exit code \(code)", code: code)
            case .signaled(let signal):
                return .failed("its command was ended by signal \(signal)", code: status.shellCode)
            }
        }
        return nil
    }

    /// The user's shell without its start-up files, which could change what the command means.
    private var shell: [String] {
        let named = context.environment["SHELL", default: ""]
        let program = named.isEmpty ? "/bin/sh" : named
        switch Paths.name(program) {
        case "bash": return [program, "--noprofile", "--norc", "-c"]
        case "zsh": return [program, "--no-rcs", "-c"]
        default: return [program, "-c"]
        }
    }

    private func environment(_ extra: [String: String]) -> [String: String] {
        var environment = context.environment.merging(extra) { $1 }
        if environment["DVC_ROOT"] == nil { environment["DVC_ROOT"] = root }
        environment["DVC_STAGE"] = pipeline.folder.isEmpty ? stage.name : "\(pipeline.file):\(stage.name)"
        return environment
    }
}
