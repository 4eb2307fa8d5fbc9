package import MLOpsCore
internal import MLOpsSystem

/// Which of git's configuration files.
package enum ConfigScope: String, Sendable {
    case system, global, local

    /// The file that `git config --<scope>` would write. `localFile` is needed for ``local`` only.
    package func path(_ context: InvocationContext, localFile: String? = nil) throws(Diagnostic) -> String {
        switch self {
        case .local:
            guard let localFile else { throw .fatal("--local can only be used inside a git repository") }
            return localFile
        case .global: return try Self.globalFile(context.environment)
        case .system: return Self.systemFile(context)
        }
    }

    /// GIT_CONFIG_GLOBAL, else ~/.gitconfig, unless there is only the one in the XDG folder (git-config(1), FILES).
    private static func globalFile(_ environment: [String: String]) throws(Diagnostic) -> String {
        if let named = environment["GIT_CONFIG_GLOBAL"], !named.isEmpty { return named }
        guard let home = environment["HOME"], !home.isEmpty else { throw .fatal("$HOME not set") }
        let usual = Paths.join(home, ".gitconfig")
        if Files.exists(usual) { return usual }
        let folder = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? Paths.join(home, ".config")
        let other = Paths.join(folder, "git/config")
        return Files.exists(other) ? other : usual
    }

    /// Compiled into git, so git is asked: `git var` knows since 2.41; before that an editor that only prints its
    /// argument tells.
    private static func systemFile(_ context: InvocationContext) -> String {
        if let named = context.environment["GIT_CONFIG_SYSTEM"], !named.isEmpty { return named }
        let questions = [["var", "GIT_CONFIG_SYSTEM"], ["-c", "core.editor=echo", "config", "--system", "--edit"]]
        for question in questions {
            let environment = context.environment.filter { $0.key != "GIT_EDITOR" && $0.key != "GIT_CONFIG_NOSYSTEM" }
            let answer = try? ChildProcess.run(
                ["git"] + question, workingDirectory: context.workingDirectory, environment: environment)
            if let answer, answer.status.isSuccess, answer.text.hasPrefix("/") { return answer.text }
        }
        return "/etc/gitconfig"
    }
}
