internal import ArgumentParser

/// The verbs, in the order in which the help lists them.
struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "git-mlops",
        abstract: "Keep data, runs, metrics and models in the git repository you already have",
        usage: "git mlops <verb> [<options>]",
        discussion: "See 'git mlops --help' for the manual and 'git mlops <verb> -h' for one verb.",
        subcommands: [
            // large files
            Track.self, Untrack.self, LsFiles.self, Status.self, Fetch.self, Pull.self, Push.self, Checkout.self,
            Fsck.self,
            Remote.self,
            // experiments
            Run.self, Log.self, Runs.self, Sync.self,
            // pipeline
            Repro.self, StageCommand.self, Dag.self,
            // comparison
            DiffMetrics.self, DiffParams.self,
            // set-up
            Init.self, Install.self, Uninstall.self, Uninit.self, Doctor.self, Env.self, Version.self,
            Completion.self, Hook.self,
            // quality
            CheckCommand.self, NotebookNoun.self, SchemaNoun.self,
        ]
    )
}
