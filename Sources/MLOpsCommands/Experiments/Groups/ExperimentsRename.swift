internal import ArgumentParser
internal import MLOpsTracking

struct ExperimentsRename: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give an experiment another name",
        usage: "git mlops experiments rename <experiment> <name>")

    @Argument(help: "Its name or id")
    var experiment: String

    @Argument(help: "The new name")
    var name: String

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        try ExperimentEditing.rename(try store.experiment(experiment), to: name, in: store)
        return 0
    }
}
