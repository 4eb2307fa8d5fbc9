internal import MLOpsSystem

/// `--local`, `--worktree`, `--system`, `--file`: which of git's configuration files, the user's by default.
enum LFSScope {
    static let options: [LFSOption] = [
        .flag("local", "l", "This repository's configuration."),
        .flag("worktree", "w", "This working tree's configuration."),
        .flag("system", nil, "The configuration of every user of this machine."),
        .value("file", nil, "file", "That configuration file."),
    ]

    /// The options that `git config` takes for it.
    static func arguments(_ arguments: LFSArguments, in session: LFSSession) throws -> [String] {
        let given =
            ["local", "worktree", "system"].filter { arguments.has($0) }
            + (arguments.isGiven("file") ? ["file"] : [])
        if given.count > 1 {
            let names = given.map { "--\($0)" }
            throw LFSExit(
                "Only one of \(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1]) options can be specified."
            )
        }
        if let file = arguments.value("file") { return ["--file", file] }
        guard let scope = given.first else { return ["--global"] }
        if scope != "system" { _ = try session.repository() }
        return ["--\(scope)"]
    }
}
