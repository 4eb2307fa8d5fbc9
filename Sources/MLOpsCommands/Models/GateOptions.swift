internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsEvaluation
internal import MLOpsGit
internal import MLOpsRegistry
internal import MLOpsReport
internal import MLOpsStore
internal import MLOpsTracking

/// What a version has to show before it is promoted.
struct GateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Promote only if 'accuracy better', 'recall >= 0.8 per region', … (can be repeated)", valueName: "gate"))
    var requireGate: [String] = []
    @Option(
        help: ArgumentHelp("The version's predictions; else the artifact predictions.csv of its run", valueName: "file")
    )
    var predictions: String?
    @Option(
        help: ArgumentHelp(
            "Predictions of the version in the stage ('current') or of another one (can be repeated)",
            valueName: "version>=<file"))
    var predictionsOf: [String] = []
    @Option(help: ArgumentHelp("The column by which rows of two files are paired", valueName: "column"))
    var id: String?
    @Option(help: "Level of the tests; else 0.05") var alpha: Double?
    @Option(help: ArgumentHelp("Fewer rows decide nothing; else 30", valueName: "count")) var minRows: Int?
    @Option(help: ArgumentHelp("Promote although a gate stays shut; the reason is kept", valueName: "reason"))
    var override: String?

    func validate() throws {
        if let override, override.allSatisfy(\.isWhitespace) {
            throw ValidationError("--override needs a reason")
        }
        if let alpha, !(alpha > 0 && alpha <= 0.5) { throw ValidationError("--alpha is above 0 and at most 0.5") }
        if let minRows, minRows < 2 { throw ValidationError("--min-rows is at least 2") }
    }

    /// What asks the gates of `stage`, those that are demanded here included.
    func keeper(
        _ registry: ModelRegistry, _ reference: ModelReference, stage: String, _ session: Session
    ) throws -> GateKeeper {
        let repository = registry.store.repository
        var settings = try GateSettings(of: repository, model: reference.name, stage: stage)
        for text in requireGate { try settings.require(text, source: GateSettings.commandLine) }
        settings.judge.alpha = alpha ?? settings.judge.alpha
        settings.judge.minimumRows = minRows ?? settings.judge.minimumRows
        settings.id = id ?? settings.id
        if settings.requirements.isEmpty, override != nil || predictions != nil || !predictionsOf.isEmpty {
            session.reporter.warning("no gate is demanded of \(stage): predictions and --override have no effect")
        }
        return GateKeeper(
            registry, stage: stage, settings: settings, evidence: try evidence(registry, reference, stage, session),
            override: override
        ) { DirectionRules(declared: [:]).direction(of: $0).map { $0 == .lower } }
    }

    private func evidence(
        _ registry: ModelRegistry, _ reference: ModelReference, _ stage: String, _ session: Session
    ) throws -> GateEvidence {
        let repository = registry.store.repository
        let config = try repository.config
        let location = GitLocation(gitDirectory: repository.gitDirectory, commonDirectory: repository.commonDirectory)
        let objects = ObjectStore(of: location, environment: session.context.environment) { config[$0] }
        var evidence = GateEvidence(registry, objects: objects) { name, bytes in
            let file = try PredictionFile.parse(bytes, name: name)
            return PairedRows.Table(header: file.header, rows: file.rows)
        }
        if predictions == nil, predictionsOf.isEmpty { return evidence }
        let model = try registry.find(reference.name)
        if let predictions { evidence.use(predictions, for: try registry.version(reference.selector, of: model)) }
        for pair in predictionsOf {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw Diagnostic.usage("expected <version>=<file>, not '\(pair)'")
            }
            let selector = String(pair[..<equals]), path = String(pair[pair.index(after: equals)...])
            let version =
                selector == "current"
                ? model.effectiveVersion(of: stage)
                : try selector.contains("@") ? registry.target(selector).version : registry.version(selector, of: model)
            if let version { evidence.use(path, for: version) }
        }
        return evidence
    }
}
