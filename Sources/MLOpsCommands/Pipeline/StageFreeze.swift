internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsPipeline
internal import MLOpsTerminal

struct StageFreeze: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze", abstract: "Let stages be as they are: they wait for nothing and never run")

    @Argument(help: "Stages")
    var stages: [String]

    init() {}

    func run(in session: Session) throws -> Int32 {
        try Self.set(true, stages, session)
    }

    static func set(_ isFrozen: Bool, _ stages: [String], _ session: Session) throws -> Int32 {
        for name in stages {
            let (file, group) = try StageTarget.find(name, session)
            try file.write(file.editor.freezing(group, isFrozen), session.repository())
        }
        return 0
    }
}
