internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct RemoteList: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List remotes for large files; '*' marks the default")

    @OptionGroup var output: OutputOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        let settings = try RemoteSettings(of: session.repository())
        if output.json {
            let remotes = settings.remotes.map { remote -> JSONValue in
                .object([
                    "name": .string(remote.name), "url": .string(remote.url), "shared": .bool(remote.isShared),
                    "default": .bool(remote.name == settings.defaultName),
                    "endpoint": remote.endpoint.map { .string($0) } ?? .null,
                    "region": remote.region.map { .string($0) } ?? .null,
                ])
            }
            session.out.json(.object(["schema": .integer(1), "remotes": .array(remotes)]))
        } else {
            for remote in settings.remotes {
                let server = remote.endpoint.map { " at \($0)" } ?? ""
                let source = server + (remote.isShared ? " (\(RemoteSettings.fileName))" : "")
                session.out.line(
                    "\(remote.name == settings.defaultName ? "*" : " ") \(remote.name)\t\(remote.url)\(source)")
            }
        }
        return 0
    }
}
