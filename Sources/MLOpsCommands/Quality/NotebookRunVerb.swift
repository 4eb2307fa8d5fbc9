internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTracking

struct NotebookRunVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a notebook with parameters and record it",
        usage:
            "git mlops notebook run [-p <key>=<value>]... [--name <name>] [--experiment <name>] [--tag <k=v>]... <notebook> [<output>]",
        discussion: """
            Values replace those of the cell tagged 'parameters'. The run keeps parameters, the notebook with its outputs, \
            the code and what was logged inside. Needs papermill, or jupyter with nbconvert.
            """)

    @Argument(help: "The notebook") var notebook: String
    @Argument(help: "Where the notebook with its outputs goes, too; without it, only the run has it") var output:
        String?
    @Option(
        name: [.customShort("p"), .customLong("parameter")], help: "Set a parameter, read as YAML (can be repeated)")
    var parameter: [String] = []
    @Option(name: .shortAndLong, help: "Name the run (default: the notebook's name)") var name: String?
    @Option(name: .shortAndLong, help: "Put the run into this experiment") var experiment: String?
    @Option(name: .shortAndLong, help: "Tag the run with KEY=VALUE (can be repeated)") var tag: [String] = []
    @Option(name: .shortAndLong, help: "Run with this kernel") var kernel: String?
    @Flag(name: .shortAndLong, help: "Do not name the run at the end") var quiet = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let parameters = try parameter.map { text in
            let (key, value) = try KeyValue.pair(text, option: "-p")
            return (key: key, value: Document.parseValue(value))
        }
        let input = Paths.absolute(notebook, in: session.context.workingDirectory)
        let runner = try NotebookRunner(
            notebook: input, parameters: parameters, kernel: kernel, environment: session.context.environment)
        let repository = try session.repository()
        let store = try RunStore(repository)
        let request = RunRequest(
            name: name ?? String(Paths.name(notebook).split(separator: ".").first ?? ""), command: command,
            tags: try [(key: "notebook", value: notebook)] + tag.map { try KeyValue.pair($0, option: "--tag") },
            overrides: [], experiment: experiment)
        let recorder = try RunRecorder(store, request)
        let result = Paths.join(repository.gitDirectory, "mlops/notebook-\(recorder.id).ipynb")
        defer { try? Files.remove(result) }
        let (record, outcome) = try recorder.record { environment, tick in
            let logger = try RunLogger(repository, run: recorder.id)
            try logger.log(parameters.map { .param(key: $0.key, value: $0.value) })
            let outcome = RunOutcome(try runner.run(to: result, environment: environment, tick: tick))
            if Files.exists(result) { try keep(result, logger, repository, session) }
            return outcome
        }
        if !quiet { RunSummary.tell(record, repository) }
        return outcome.signal.map { 128 + $0 } ?? outcome.exitCode
    }

    private var command: [String] {
        ["git", "mlops", "notebook", "run"] + parameter.flatMap { ["-p", $0] } + [notebook]
            + (output.map { [$0] } ?? [])
    }

    /// The notebook as it ran, with the run and where the user wants it.
    private func keep(_ result: String, _ logger: RunLogger, _ repository: Repository, _ session: Session) throws {
        let config = try repository.config
        let location = GitLocation(gitDirectory: repository.gitDirectory, commonDirectory: repository.commonDirectory)
        let store = ObjectStore(of: location, environment: session.context.environment) { config[$0] }
        try logger.logArtifact(result, name: Paths.name(notebook), store: store)
        guard let output else { return }
        try Files.write(Files.read(result), to: Paths.absolute(output, in: session.context.workingDirectory))
    }
}
