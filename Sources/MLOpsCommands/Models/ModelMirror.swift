internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTracking
internal import MLOpsTransfer

struct ModelMirror: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror", abstract: "Make and push tags in GTO's grammar for what models are now",
        usage: "git mlops model mirror [--no-push] [--remote <name>]",
        discussion: "git config mlops.registryTags true does it after every registration and promotion.")

    @Flag(help: "Make tags here only")
    var noPush = false

    @Option(help: ArgumentHelp("The remote; without it the one that git push would use", valueName: "name"))
    var remote: String?

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        guard let tags = try RegistryTags(registry) else {
            throw Diagnostic.fatal("mlops.registryTags is not on", hint: "git config mlops.registryTags true")
        }
        let remote = try RegistryRemote.name(registry.store.repository, asked: remote)
        var isWhole = true
        for model in try registry.models() {
            let report = try tags.mirror(model, remote: noPush ? nil : remote)
            report.tell(session)
            if !report.complaints.isEmpty { isWhole = false }
        }
        return isWhole ? 0 : 1
    }
}

extension RegistryTags.Report {
    func tell(_ session: Session) {
        for complaint in complaints { session.reporter.warning(complaint) }
        if !made.isEmpty { session.reporter.note("tagged \(made.joined(separator: ", "))") }
        if !pushed.isEmpty { session.reporter.note("pushed tags \(pushed.joined(separator: ", "))") }
    }
}

/// What follows from a change of the registry outside of it: tags that a CI job starts on, and the model card.
struct RegistryEcho {
    private let registry: ModelRegistry
    private let session: Session

    init(_ registry: ModelRegistry, _ session: Session) {
        self.registry = registry
        self.session = session
    }

    /// `isShared`: the change is on the remote, so that its tags can be. None of it fails what was done already.
    func tags(of model: String, isShared: Bool) {
        do {
            guard let tags = try RegistryTags(registry) else { return }
            let remote = isShared ? try RegistryRemote.name(registry.store.repository) : nil
            try tags.mirror(try registry.find(model), remote: remote).tell(session)
        } catch {
            session.reporter.warning("no tags: \(Diagnostic(describing: error).message)")
        }
    }

    /// The files of what is in a stage everywhere: who deploys it has to get them.
    func files(of reference: ModelReference) {
        do {
            let model = try registry.find(reference.name)
            let version = try registry.version(reference.selector, of: model)
            let files = try LargeFiles(registry.store.repository)
            let shown = model.verdicts(of: version).flatMap(\.verdict.files)
            _ = try ModelUpload.push(version.files + shown, files, to: nil).tell(session, verb: "pushed")
        } catch {
            session.reporter.warning("its files were not pushed: \(Diagnostic(describing: error).message)")
            session.reporter.hint("git mlops push --models")
        }
    }

    func card(of reference: ModelReference, in stage: String) {
        do {
            let model = try registry.find(reference.name)
            guard !ModelStage.shared.contains(stage) else { return }
            let version = try registry.version(reference.selector, of: model)
            if let path = try ModelCardWriter(registry).refresh(model, promoted: version) {
                session.reporter.note("wrote the model card '\(path)'")
            }
        } catch {
            let diagnostic = Diagnostic(describing: error)
            session.reporter.warning("no model card: \(diagnostic.message)")
            for hint in diagnostic.hints { session.reporter.hint(hint) }
        }
    }
}
