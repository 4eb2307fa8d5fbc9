internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsScaffold
internal import MLOpsTerminal

struct Install: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Tell git which programs convert large files and notebooks",
        discussion:
            "Needed once for a user. Writes filter keys to git's configuration; 'git mlops uninstall' restores it. With --lfs, "
            + "'git lfs' is this program, too: it answers Git LFS's own commands.")

    @OptionGroup var scope: ScopeOptions

    @Flag(help: "Serve files that say filter=lfs, too, and answer to 'git lfs'")
    var lfs = false

    @Flag(help: "Serve files that say filter=nbstripout, too")
    var nbstripout = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let path = try scope.path(session)
        let block = FilterKeys.block(withLFS: lfs, withNbstripout: nbstripout)
        let changed = try ConfigFile.edit(path) { $0.adding(block) }
        session.out.line(changed ? "Wrote filters to \(path)" : "Filters are already in \(path)")
        if lfs, let link = LFSLink(session.context) { try link.make(session) }
        if changed { session.reporter.hint("in a project: git mlops init") }
        return 0
    }
}
