internal import ArgumentParser
internal import MLOpsTracking

struct ExperimentsRestore: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Show hidden experiments and their runs again",
        usage: "git mlops experiments restore <experiment>...")

    @Argument(help: "Experiments, each a name or an id")
    var experiments: [String]

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        for record in try experiments.map({ try store.experiment($0, includeDeleted: true) }) {
            try ExperimentEditing.restore(record, in: store)
        }
        return 0
    }
}
