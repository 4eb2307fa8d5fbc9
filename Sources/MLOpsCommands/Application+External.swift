internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsSystem

extension Application {
    /// A verb that is not ours but is a program `git-mlops-<verb>` on PATH, as git finds its own.
    static func externalVerb(_ arguments: [String], in session: Session) -> String? {
        guard let verb = arguments.first, !verb.hasPrefix("-"), !verb.contains("/") else { return nil }
        let known = Root.configuration.subcommands.contains { $0._commandName == verb } || verb == "help"
        if known { return nil }
        return try? ChildProcess.find("git-mlops-\(verb)", environment: session.context.environment)
    }

    static func runExternal(_ program: String, _ arguments: [String], in session: Session) throws -> Int32 {
        let child = try ChildProcess([program] + arguments.dropFirst())
        return child.wait().status.shellCode
    }
}
