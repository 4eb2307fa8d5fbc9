internal import ArgumentParser

/// `git mlops stage`: bare, it lists.
struct StageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage", abstract: "Show and change the stages of the pipeline",
        subcommands: [
            StageList.self, StageStatus.self, StageShow.self, StageAdd.self, StageRemove.self, StageFreeze.self,
            StageUnfreeze.self, StageMergeDriver.self,
        ],
        defaultSubcommand: StageList.self)
}
