internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTerminal

extension Application {
    /// The program `git-mlops-<verb>` on PATH for a verb that is not ours, as git finds its own.
    static func externalProgram(_ arguments: [String], in session: Session) -> String? {
        guard let verb = arguments.first, !verb.hasPrefix("-"), !verb.utf8.contains(UInt8(ascii: "/")) else {
            return nil
        }
        if isOurs(verb) { return nil }
        return try? ChildProcess.find("git-mlops-\(verb)", environment: session.context.environment)
    }

    static func isOurs(_ verb: String) -> Bool {
        Root.configuration.subcommands.contains {
            $0._commandName == verb || $0.configuration.aliases.contains(verb)
        } || verb == "help"
    }

    /// Becomes the program, so that its signals and its exit code are its own; returns only why it could not.
    static func becomeExternal(_ program: String, _ arguments: [String]) -> SystemError {
        ChildProcess.replaceSelf(with: program, Array(arguments.dropFirst()))
    }
}
