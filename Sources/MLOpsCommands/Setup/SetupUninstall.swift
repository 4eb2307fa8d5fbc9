internal import ArgumentParser
internal import MLOpsScaffold
internal import MLOpsTerminal

struct Uninstall: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Take out of git's configuration what 'install' wrote",
        discussion:
            "The file is as it was before, byte for byte. Repositories keep their data and their set-up; see 'git mlops uninit'."
    )

    @OptionGroup var scope: ScopeOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        let path = try scope.path(session)
        let block = FilterKeys.block(withLFS: true, withNbstripout: true)
        try LFSLink(session.context)?.remove(session)
        // Nothing to do is no reason to lock a file, or to need the right to.
        guard try ConfigFile.read(path).containsAny(named: block) else {
            session.out.line("No filters of git-mlops in \(path)")
            return 0
        }
        try ConfigFile.edit(path) { $0.removing(block) }
        session.out.line("Removed filters from \(path)")
        return 0
    }
}
