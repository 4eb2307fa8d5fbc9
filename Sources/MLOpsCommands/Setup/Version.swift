package import ArgumentParser

package struct Version: MLOpsCommand {
    package static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Show the version of this program")

    package init() {}

    package func run(in session: Session) throws -> Int32 {
        session.out.line("git-mlops version \(Application.version)")
        return 0
    }
}
