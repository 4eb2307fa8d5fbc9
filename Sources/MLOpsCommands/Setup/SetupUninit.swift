internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold
internal import MLOpsTerminal

struct Uninit: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninit", abstract: "Restore this clone's configuration and hooks",
        discussion: "Undoes the set-up of 'git mlops init' byte for byte. Files, runs and large files stay.")

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try Repository.open(session.context)
        let changed = try RepositorySetup(repository).revert()
        session.out.line(changed ? "Restored configuration and hooks" : "Nothing of git-mlops is set up in this clone")
        return 0
    }
}
