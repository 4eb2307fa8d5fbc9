internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTransfer

struct RemoteAdd: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Name a remote for large files",
        discussion:
            "Without any remote, large files go to the repository that git pushes to, when that is on this machine.")

    @Flag(name: .customLong("default"), help: "Use it for everything from now on")
    var asDefault = false

    @Flag(help: "Write it to .mlopsconfig, which travels with the repository, instead of this clone's configuration")
    var shared = false

    @Argument(help: "What to call it")
    var name: String

    @Argument(help: "A directory, as a path or a file:// URL")
    var url: String

    init() {}

    func run(in session: Session) throws -> Int32 {
        try RemoteEditor(session.repository()).add(name, url: url, asDefault: asDefault, shared: shared)
        session.reporter.hint(
            shared ? "git add \(RemoteSettings.fileName)" : "only this clone knows it; --shared tells the others too")
        return 0
    }
}
