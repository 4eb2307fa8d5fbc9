internal import ArgumentParser
internal import MLOpsTerminal

struct Version: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Show the version of this program")

    init() {}

    func run(in session: Session) throws -> Int32 {
        session.out.line("git-mlops version \(Application.version)")
        return 0
    }
}
