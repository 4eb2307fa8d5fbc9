internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTracking
internal import MLOpsTransfer

struct ModelFetch: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Write the files of a version into a folder, after checking their hashes",
        usage: """
            git mlops model fetch [-o <folder>] [--evidence] [--strict] [--force] [--remote <name>] <model>@<stage>
            """,
        discussion: """
            What this clone lacks comes from the remote for large files. Every hash is checked before the first file is
            put into place. Without -o the folder is <model>-<version>.
            """)

    @Argument(help: "MODEL@STAGE, or MODEL@ a version or alias")
    var reference: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder; made when it is not there", valueName: "folder"))
    var output: String?

    @Flag(help: "Write the predictions that the last gates were shown instead")
    var evidence = false

    @Flag(help: "Exit with 3 and write nothing unless the answer is settled, as of 'model get --strict'")
    var strict = false

    @Flag(help: "Replace files that are there with other content")
    var force = false

    @Option(help: ArgumentHelp("The remote for large files", valueName: "name"))
    var remote: String?

    @Flag(help: "Print one JSON document")
    var json = false

    @Flag(name: .shortAndLong, help: "Say only what goes wrong")
    var quiet = false

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let answer = try ModelAnswer(
            registry, ModelReference(reference), remote: RegistryRemote.name(registry.store.repository))
        if let status = ModelAnswerView(answer).refusal(strict: strict, session) { return status }
        let files = try LargeFiles(registry.store.repository)
        let (model, version) = (answer.model, answer.version)
        let wanted = evidence ? model.verdicts(of: version).last?.verdict.files ?? [] : version.files
        if wanted.isEmpty {
            let what = evidence ? "no predictions of its own that a gate was shown" : "no files of its own"
            throw Diagnostic.fatal("\(version.name) of model '\(model.name)' has \(what)")
        }
        let contents = try ModelContents(wanted, files.store, registry.store.repository)
        if !contents.missing.isEmpty {
            let source = try RemoteResolver(files.repository).source(for: remote)
            let report = try files.fetch(contents.missing, from: source)
            if report.tell(session, verb: "fetched") != 0 { return 1 }
        }
        if output == nil, model.name.contains("/") { throw Diagnostic.usage("name the folder with -o") }
        let folder = output ?? "\(model.name)-\(version.name)"
        let target = Paths.absolute(folder, in: session.context.workingDirectory)
        try contents.write(into: target, force: force)
        if json {
            session.out.json(ModelView.document(model, version))
        } else if !quiet {
            for file in wanted {
                session.out.line(
                    "\(version.name)\t\(file.digest)\t\(DisplayText.oneLine(Paths.join(folder, file.name)))")
            }
        }
        return 0
    }
}
