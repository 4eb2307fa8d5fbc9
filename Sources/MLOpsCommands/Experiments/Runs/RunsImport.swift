internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsRegistry
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTracking

struct RunsImport: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over runs of MLflow, of DVC, or of another repository",
        usage: """
            git mlops runs import [--artifacts <dir>]... [--no-artifacts] (<mlruns> | <mlflow.db> | <export.json>)
            git mlops runs import --dvc
            """,
        discussion: """
            Reads MLflow's file store (a folder mlruns), its SQLite store (mlflow.db), what 'runs export' wrote, and DVC's \
            experiments of this repository (refs/exps). Ids stay or follow from what is imported: doing it again adds \
            what is new and changes nothing else.
            """)

    @Argument(help: "A folder mlruns, a file mlflow.db, or a document of 'runs export' ('-': standard input)")
    var source: String?

    @Flag(help: "Take over the experiments of DVC")
    var dvc = false

    @Option(help: "Artifacts may lie in this folder, too (can be repeated)")
    var artifacts: [String] = []

    @Flag(help: "Leave artifacts out")
    var noArtifacts = false

    @Flag(help: "Print one JSON document")
    var json = false

    private static let documentLimit: Int64 = 2 << 30

    func run(in session: Session) throws -> Int32 {
        if dvc == (source != nil) { throw Diagnostic.usage("name one source: a path, or --dvc") }
        let repository = try session.repository()
        let imported = try source.map { try read($0, session, repository) } ?? DVCExperiments.read(repository)
        let store = try RunStore(repository)
        guard let location = GitLocation.at(repository.gitDirectory) else {
            throw Diagnostic.fatal("not a git repository")
        }
        let config = try repository.config
        let objects = ObjectStore(of: location, environment: session.context.environment) { config[$0] }
        let outcome = try RunImporter(store, objects: objects).run(imported)
        let models = try ModelImport(ModelRegistry(store)).run(imported.models)
        tell(outcome, models, imported.problems + models.problems, session)
        return 0
    }

    private func read(_ source: String, _ session: Session, _ repository: Repository) throws -> ImportedRuns {
        if source == "-" {
            return try document(try Descriptor(adopting: 0, name: "standard input").readAll(), source, repository)
        }
        let folder = session.context.workingDirectory
        let path = Paths.absolute(source, in: folder)
        let roots = noArtifacts ? nil : artifacts.map { Paths.absolute($0, in: folder) }
        guard let info = Files.info(path, followLinks: true) else {
            throw Diagnostic.fatal("cannot open '\(source)': No such file or directory")
        }
        if info.kind == .directory {
            let inside = Paths.join(path, "mlruns")
            let root = MLflowFolder.isStore(path) || !Files.isDirectory(inside) ? path : inside
            guard MLflowFolder.isStore(root) else {
                throw Diagnostic.fatal("'\(source)' is no folder of MLflow's runs")
            }
            return try MLflowFolder(root, artifactRoots: roots).read()
        }
        if try isDatabase(path) { return try MLflowDatabase(path, artifactRoots: roots).read() }
        guard info.size <= Self.documentLimit else { throw Diagnostic.fatal("'\(source)' is too large") }
        return try document(try Files.read(path), source, repository)
    }

    private func isDatabase(_ path: String) throws -> Bool {
        let magic = Array("SQLite format 3\0".utf8)
        var head = [UInt8](repeating: 0, count: magic.count)
        let file = try Descriptor(opening: path)
        let count = try head.withUnsafeMutableBytes { try file.read(into: $0) }
        return count == magic.count && head == magic
    }

    private func document(_ bytes: [UInt8], _ source: String, _ repository: Repository) throws -> ImportedRuns {
        guard let json = try? JSONValue.parse(bytes), RunDocument.isDocument(json) else {
            throw Diagnostic.fatal(
                "'\(source)' is neither a store of MLflow nor a document of 'git mlops runs export'")
        }
        return try RunDocument.read(json, in: repository)
    }

    private func tell(
        _ outcome: RunImporter.Outcome, _ models: ModelImport.Outcome, _ problems: [String], _ session: Session
    ) {
        if json {
            return session.out.json([
                "schema": 1, "added": .integer(Int64(outcome.added)), "completed": .integer(Int64(outcome.completed)),
                "unchanged": .integer(Int64(outcome.unchanged)), "experiments": .integer(Int64(outcome.experiments)),
                "logged_models": .integer(Int64(outcome.loggedModels)),
                "models": .integer(Int64(models.models)), "versions": .integer(Int64(models.versions)),
                "problems": .array(problems.map(JSONValue.string)),
            ])
        }
        for problem in problems { session.reporter.warning(DisplayText.oneLine(problem)) }
        var parts = ["\(outcome.added) added"]
        if outcome.completed > 0 { parts.append("\(outcome.completed) completed") }
        if outcome.unchanged > 0 { parts.append("\(outcome.unchanged) here already") }
        session.reporter.note("Runs: " + parts.joined(separator: ", "))
        if outcome.loggedModels > 0 { session.reporter.note("Logged models: \(outcome.loggedModels) added") }
        if models.versions > 0 { session.reporter.note("Model versions: \(models.versions) added") }
    }
}
