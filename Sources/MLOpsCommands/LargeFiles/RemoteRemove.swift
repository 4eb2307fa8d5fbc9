internal import ArgumentParser
internal import MLOpsTransfer

struct RemoteRemove: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forget a remote for large files; what it holds stays", aliases: ["rm"])

    @Argument(help: "Its name")
    var name: String

    init() {}

    func run(in session: Session) throws -> Int32 {
        try RemoteEditor(session.repository()).remove(name)
        return 0
    }
}
