internal import ArgumentParser

struct Experiments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiments", abstract: "Group runs under names",
        subcommands: [
            ExperimentsList.self, ExperimentsCreate.self, ExperimentsRename.self, ExperimentsRemove.self,
            ExperimentsRestore.self,
        ],
        defaultSubcommand: ExperimentsList.self)
}
