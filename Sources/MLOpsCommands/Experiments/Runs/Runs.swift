internal import ArgumentParser

struct Runs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List, show and compare recorded runs",
        subcommands: [
            RunsList.self, RunsShow.self, RunsCompare.self, RunsApply.self, RunsBranch.self, RunsCheckout.self,
            RunsTag.self, RunsNote.self, RunsRename.self, RunsRemove.self, RunsRestore.self, RunsExport.self,
            RunsImport.self,
        ],
        defaultSubcommand: RunsList.self)
}
