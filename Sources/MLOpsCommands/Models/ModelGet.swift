internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTerminal

struct ModelGet: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print which version is in a stage, and the hashes of its files",
        usage: "git mlops model get [--strict] [--json] <model>@<stage>",
        discussion: "Prints a line for each file: version, SHA-256 and name between tabs.")

    @Argument(help: "MODEL@STAGE, or MODEL@ a version or alias")
    var reference: String

    @Flag(help: "Exit with 3 and print nothing when the stage is contested: keep what is running")
    var strict = false

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let reference = try ModelReference(reference)
        let model = try registry.find(reference.name)
        let stage = (try? RegistryName.stage(reference.selector)).flatMap { model.stages[$0] }
        let isVersion = model.version(named: reference.selector) != nil
        if let stage, !isVersion {
            if stage.isContested {
                tell(model, stage, session)
                if strict { return 3 }
            } else if stage.effective == nil {
                throw Diagnostic.error("nothing of model '\(model.name)' is in \(stage.name)")
            }
        } else if !isVersion, RegistryName.isWellKnownStage(reference.selector) {
            throw Diagnostic.error(
                "nothing of model '\(model.name)' is in \(try RegistryName.stage(reference.selector))")
        }
        let version = try registry.version(reference.selector, of: model)
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

    private func tell(_ model: ModelRecord, _ stage: ModelStage, _ session: Session) {
        let names = stage.contenders.compactMap { model.version(id: $0)?.name }
        session.reporter.warning("\(stage.name) of '\(model.name)' is contested: \(names.joined(separator: ", "))")
        session.reporter.hint("git mlops model resolve \(model.name) \(stage.name) --winner \(names.first ?? "")")
    }
}
