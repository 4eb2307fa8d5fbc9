internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem

/// How the commands of stages are run: each in a shell of its own, as DVC does it.
struct StageShell {
    let root: String
    let context: InvocationContext

    func folder(of stage: Stage) -> String {
        stage.workingDirectory.isEmpty ? root : Paths.join(root, stage.workingDirectory)
    }

    /// The program and its arguments for one command of the stage. Throws when its image cannot be run here.
    func arguments(_ command: String, _ stage: Stage, _ environment: [String: String]) throws(Diagnostic) -> [String] {
        guard let image = stage.settings.image else { return shell + [command] }
        let wanted = context.environment["GIT_MLOPS_CONTAINER", default: ""]
        let program = (wanted.isEmpty ? ["docker", "podman"] : [wanted]).first {
            (try? ChildProcess.find($0, environment: context.environment)) != nil
        }
        guard let program else {
            throw Diagnostic.fatal(
                "its image '\(image)' needs "
                    + (wanted.isEmpty ? "docker or podman, and neither is installed" : "\(wanted), which is not found"),
                hint: "Debian has the packages docker.io and podman")
        }
        // An image that begins with a dash would be an option.
        guard !image.hasPrefix("-"), !image.isEmpty else { throw Diagnostic.fatal("'\(image)' is no image") }
        let names = environment.keys.filter { $0.hasPrefix("DVC_") || $0.hasPrefix("GIT_MLOPS_") }.sorted()
        var arguments = [program, "run", "--rm", "--init", "--user", "\(getuid()):\(getgid())"]
        arguments += ["--volume", "\(root):\(root)", "--workdir", folder(of: stage)]
        // Without this podman gives the files of a user to somebody else inside; root may not ask for it.
        if Paths.name(program) == "podman", getuid() != 0 { arguments += ["--userns", "keep-id"] }
        for name in names { arguments += ["--env", name] }
        let resources = stage.settings.resources
        if let cpus = resources.cpus { arguments += ["--cpus", "\(cpus)"] }
        if let memory = resources.memory { arguments += ["--memory", "\(memory)"] }
        if let gpus = resources.gpus, gpus > 0 { arguments += ["--gpus", "\(gpus)"] }
        return arguments + [image, "sh", "-c", command]
    }

    /// The user's shell without its start-up files, which could change what the command means.
    private var shell: [String] {
        switch Paths.name(program) {
        case "bash": return [program, "--noprofile", "--norc", "-c"]
        case "zsh": return [program, "--no-rcs", "-c"]
        default: return [program, "-c"]
        }
    }

    var program: String {
        let named = context.environment["SHELL", default: ""]
        return named.isEmpty ? "/bin/sh" : named
    }

    /// The environment of the stage's commands.
    func environment(of stage: Stage, _ extra: [String: String]) -> [String: String] {
        var environment = context.environment.merging(extra) { $1 }
        if environment["DVC_ROOT"] == nil { environment["DVC_ROOT"] = root }
        environment["DVC_STAGE"] = RelativePath.parent(stage.file).isEmpty ? stage.name : "\(stage.file):\(stage.name)"
        return environment
    }
}
