internal import ArgumentParser
internal import MLOpsTerminal
internal import MLOpsTracking

struct ExperimentsCreate: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an experiment and print its id",
        usage: "git mlops experiments create <name>",
        discussion: "'git mlops run --experiment <name>' makes it by itself.")

    @Argument(help: "Its name")
    var name: String

    func run(in session: Session) throws -> Int32 {
        session.out.line(try ExperimentEditing.create(name, in: RunStore(session.repository())))
        return 0
    }
}
