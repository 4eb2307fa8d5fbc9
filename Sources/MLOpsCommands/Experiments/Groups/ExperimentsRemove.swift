internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTracking

struct ExperimentsRemove: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Hide experiments and their runs; 'experiments restore' brings them back",
        usage: "git mlops experiments rm <experiment>...")

    @Argument(help: "Experiments, each a name or an id")
    var experiments: [String]

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        for record in try experiments.map({ try store.experiment($0) }) {
            try ExperimentEditing.delete(record, in: store)
            session.reporter.note("hidden \(record.name)")
        }
        return 0
    }
}
