internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTracking

struct RunsApply: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Bring the files as a run left them into the worktree",
        usage: "git mlops runs apply [--force] <run>",
        discussion: "Nothing is written when a file that the run changed was changed here as well.")

    @Argument(help: "Run id, its beginning, or a name")
    var id: String

    @Flag(name: .shortAndLong, help: "Overwrite what was changed here")
    var force = false

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        let paths = try RunState(try store.find(id), in: store).apply(isForced: force)
        session.reporter.note(
            paths.isEmpty ? "Nothing differs" : "Applied \(paths.count == 1 ? "1 file" : "\(paths.count) files")")
        for path in paths.prefix(20) { session.reporter.note("  \(path.quoted())") }
        if paths.count > 20 { session.reporter.note("  … and \(paths.count - 20) more") }
        return 0
    }
}
