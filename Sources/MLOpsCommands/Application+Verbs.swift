internal import ArgumentParser

/// The verbs, in the order in which the help lists them.
struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "git-mlops",
        abstract: "Keep data, runs, metrics and models in the git repository you already have",
        usage: "git mlops <verb> [<options>]",
        groupedSubcommands: [
            CommandGroup(
                name: "Large files",
                subcommands: [
                    Track.self, Untrack.self, Add.self, LsFiles.self, Status.self, Fetch.self, Pull.self, Push.self,
                    Checkout.self, Fsck.self, Migrate.self, Fix.self, DiskUsageVerb.self, Prune.self, Remote.self,
                    MergeDriver.self,
                ]),
            CommandGroup(
                name: "Experiments",
                subcommands: [Run.self, Log.self, Runs.self, Experiments.self, LineageCommand.self, Sync.self]),
            CommandGroup(name: "Models", subcommands: [Model.self]),
            CommandGroup(
                name: "Pipelines", subcommands: [Repro.self, StageCommand.self, Dag.self, ImportURL.self, Update.self]),
            CommandGroup(
                name: "Comparison",
                subcommands: [
                    Evaluate.self, SplitVerb.self, DiffMetrics.self, DiffParams.self, PlotsCommand.self,
                    ReportCommand.self,
                ]),
            CommandGroup(name: "Quality", subcommands: [CheckCommand.self, NotebookNoun.self, SchemaNoun.self]),
            CommandGroup(
                name: "Set-up",
                subcommands: [
                    Init.self, Install.self, Uninstall.self, Uninit.self, Doctor.self, Env.self, Version.self,
                    Completion.self, Hook.self,
                ]),
        ]
    )
}
