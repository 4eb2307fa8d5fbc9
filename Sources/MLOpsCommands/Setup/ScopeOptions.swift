internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold

/// Which of git's configuration files, as `git config` names them.
struct ScopeOptions: ParsableArguments {
    @Flag(help: "The user's configuration (the default)")
    var global = false

    @Flag(help: "This repository's configuration")
    var local = false

    @Flag(help: "The configuration of every user of this machine")
    var system = false

    init() {}

    func validate() throws {
        if [global, local, system].filter({ $0 }).count > 1 {
            throw ValidationError("only one of --global, --local and --system can be given")
        }
    }

    func path(_ session: Session) throws -> String {
        if local { return RepositorySetup(try session.repository()).configFile }
        return try (system ? ConfigScope.system : .global).path(session.context)
    }
}
