internal import ArgumentParser

/// `git mlops stage`: bare, it lists.
struct StageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage", abstract: "Show the stages of the pipeline", subcommands: [StageList.self],
        defaultSubcommand: StageList.self)
}
