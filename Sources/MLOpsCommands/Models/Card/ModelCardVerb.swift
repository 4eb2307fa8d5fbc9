internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTracking

struct ModelCardVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "card", abstract: "Write a model card in Markdown from what the log knows",
        usage: "git mlops model card [-o <file>] <model>@<stage>",
        discussion: """
            git config mlops.modelCard 'docs/models/{name}.md' (or mlops.modelCard in .mlopsconfig) keeps a card there,
            which every promotion writes anew.
            """)

    @Argument(help: "MODEL@STAGE, or MODEL@ a version or alias")
    var reference: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file", valueName: "file"))
    var output: String?

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let answer = try ModelAnswer(
            registry, ModelReference(reference), remote: RegistryRemote.name(registry.store.repository))
        _ = ModelAnswerView(answer).refusal(strict: false, session)
        let text = try ModelCardWriter(registry).markdown(answer.model, answer.version)
        if let output {
            try Files.write(Array(text.utf8), to: Paths.absolute(output, in: session.context.workingDirectory))
        } else {
            session.out.write(text)
        }
        return 0
    }
}
