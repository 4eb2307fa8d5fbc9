internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTerminal
internal import MLOpsTracking

struct ModelGet: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print which version is in a stage, and the hashes of its files",
        usage: "git mlops model get [--strict] [--json] <model>@<stage>",
        discussion: """
            Prints a line for each file: version, SHA-256 and name between tabs.
            Settled is an answer that every clone gives: the stage is not contested, the promotion is on the remote, this
            clone lacks no part of the log, the version is ready and nothing else has that name.
            """)

    @Argument(help: "MODEL@STAGE, or MODEL@ a version or alias")
    var reference: String

    @Flag(help: "Exit with 3 and print nothing unless the answer is settled: keep what is running")
    var strict = false

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let remote = try RegistryRemote.name(registry.store.repository)
        let answer = try ModelAnswer(registry, ModelReference(reference), remote: remote)
        if let status = ModelAnswerView(answer).refusal(strict: strict, session) { return status }
        let (model, version) = (answer.model, answer.version)
        if json {
            session.out.json(ModelView.document(model, version))
            return 0
        }
        for file in version.files {
            session.out.line("\(version.name)\t\(file.digest)\t\(DisplayText.oneLine(file.name))")
        }
        if version.files.isEmpty { session.out.line(version.name) }
        return 0
    }
}
