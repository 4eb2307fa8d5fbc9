internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsScaffold
internal import MLOpsTerminal

struct Install: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Tell git which programs convert large files and notebooks",
        discussion:
            "Needed once for a user. Writes filter keys to git's configuration; 'git mlops uninstall' restores it.")

    @OptionGroup var scope: ScopeOptions

    @Flag(help: "Serve files that say filter=lfs, too")
    var lfs = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let path = try scope.path(session)
        let block = FilterKeys.block(withLFS: lfs)
        let changed = try ConfigFile.edit(path) { $0.adding(block) }
        session.out.line(changed ? "Wrote filters to \(path)" : "Filters are already in \(path)")
        if changed { session.reporter.hint("in a project: git mlops init") }
        return 0
    }
}
