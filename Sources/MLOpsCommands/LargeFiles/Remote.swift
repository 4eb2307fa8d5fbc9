internal import ArgumentParser

struct Remote: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remote", abstract: "Say where large files' contents are kept for others",
        subcommands: [RemoteList.self, RemoteAdd.self, RemoteRemove.self, RemoteTestCommand.self],
        defaultSubcommand: RemoteList.self)

    init() {}
}
