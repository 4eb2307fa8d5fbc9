internal import ArgumentParser

struct NotebookNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notebook", abstract: "Work with notebooks",
        subcommands: [
            NotebookStripVerb.self, NotebookDiffVerb.self, NotebookCheckVerb.self, NotebookSettleVerb.self,
            NotebookRunVerb.self, NotebookMergeDriver.self,
        ])
}
