internal import ArgumentParser

struct StageUnfreeze: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "unfreeze", abstract: "Let frozen stages run again")

    @Argument(help: "Stages")
    var stages: [String]

    init() {}

    func run(in session: Session) throws -> Int32 {
        try StageFreeze.set(false, stages, session)
    }
}
