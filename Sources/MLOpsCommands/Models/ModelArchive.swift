internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTracking

struct ModelArchive: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "Put versions away: into Archived, and out of every other stage",
        usage: "git mlops model archive [--force] [--why <text>] [--offline] <model>@<version>...")

    @Argument(help: "MODEL@VERSION")
    var references: [String]

    @Option(help: "The reason, for the history")
    var why: String?

    @Flag(help: "Even one that is in a stage, which is empty then")
    var force = false

    @Flag(help: "Do not ask the remote")
    var offline = false

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let remote = offline ? nil : try RegistryRemote.name(registry.store.repository)
        for text in references {
            let reference = try ModelReference(text)
            let outcome = try ModelArchiving(registry, reference, why: why, remote: remote, force: force).perform()
            let shown = DisplayText.oneLine(text)
            switch outcome {
            case .published(let remote): session.reporter.note("\(shown) is archived on '\(remote)'")
            case .already: session.reporter.note("\(shown) is archived already")
            default: session.reporter.note("\(shown) is archived here")
            }
            let isShared = if case .published = outcome { true } else { false }
            RegistryEcho(registry, session).tags(of: reference.name, isShared: isShared)
        }
        return 0
    }
}
