internal import ArgumentParser

/// `git mlops report`: bare, it shows the page of HEAD.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Show what a commit did: metrics, parameters, data, plots and stages",
        subcommands: [ReportShow.self, ReportNote.self], defaultSubcommand: ReportShow.self)
}
