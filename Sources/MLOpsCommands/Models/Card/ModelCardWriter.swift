internal import MLOpsCore
internal import MLOpsEvaluation
internal import MLOpsGit
internal import MLOpsLineage
internal import MLOpsRegistry
internal import MLOpsReport
internal import MLOpsSystem
internal import MLOpsTracking

/// Gathers what a model card says, and writes the one that `mlops.modelCard` names.
struct ModelCardWriter {
    private let registry: ModelRegistry
    private var repository: Repository { registry.store.repository }

    init(_ registry: ModelRegistry) {
        self.registry = registry
    }

    func markdown(_ model: ModelRecord, _ version: ModelVersion) throws -> String {
        var card = ModelCard(model, version)
        card.run = try version.run.flatMap { try registry.store.record($0) }
        card.evaluations = evaluations(card.run)
        card.gates = gates(model, version)
        card.lineage = lineage(model, version)
        return card.markdown
    }

    private func evaluations(_ run: RunRecord?) -> [(name: String, document: JSONValue)] {
        (run?.artifacts ?? []).compactMap { artifact in
            guard artifact.name.hasPrefix("evaluation/"), let id = artifact.blob.flatMap({ ObjectID(hex: $0) }),
                let bytes = try? repository.blob(id), let document = try? JSONValue.parse(bytes)
            else { return nil }
            return (document["file"]?.stringValue ?? artifact.name, document)
        }
    }

    private func gates(_ model: ModelRecord, _ version: ModelVersion) -> [ModelCard.Gate] {
        model.verdicts(of: version).flatMap { promotion, verdict in
            let stage = promotion.stage ?? ""
            var gates = verdict.checks.flatMap { check in
                check.parts.map { part in
                    ModelCard.Gate(
                        stage: stage, gate: check.gate, place: part.name, status: part.status.rawValue,
                        why: part.reason)
                }
            }
            if let reason = verdict.override {
                gates.append(
                    ModelCard.Gate(stage: stage, gate: "all", place: "", status: "overridden", why: reason))
            }
            return gates
        }
    }

    /// A link that is missing is no reason to write no card.
    private func lineage(_ model: ModelRecord, _ version: ModelVersion) -> String {
        guard let target = try? LineageTarget("\(model.name)@\(version.name)", in: registry.store),
            let graph = try? LineageTracer(registry.store, direction: .up).trace(target)
        else { return "" }
        return LineageOutline(graph).markdown(escape: MarkupText.markdown)
    }

    /// Brings the card of a model up to date after a promotion: the version in Production, else the one that was
    /// promoted. The path where it was written; nil when `mlops.modelCard` names none.
    func refresh(_ model: ModelRecord, promoted: ModelVersion) throws -> String? {
        guard let top = repository.workTree, let path = try configuredPath(model) else { return nil }
        let version = model.effectiveVersion(of: "Production") ?? promoted
        let absolute = Paths.join(top, path)
        try Files.makeDirectories(Paths.parent(absolute))
        try Files.write(Array(try markdown(model, version).utf8), to: absolute)
        return path
    }

    /// `mlops.modelCard` of this clone's config or of `.mlopsconfig`, `{name}` being the model. It may come from others,
    /// and so may the name: it has to be a Markdown file of the worktree.
    private func configuredPath(_ model: ModelRecord) throws -> String? {
        let key = "mlops.modelcard"
        guard let pattern = try repository.config[key] ?? GitConfig.shared(of: repository)[key] else { return nil }
        let path = pattern.replacing("{name}", with: model.name)
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !["", ".", "..", ".git"].contains(part.lowercased()) && part.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
        }
        guard isPlain, path.hasSuffix(".md"), !leadsAway(parts.map(String.init)) else {
            throw Diagnostic.fatal(
                "mlops.modelCard '\(DisplayText.oneLine(path))' is no Markdown file of this worktree",
                hint: "git config mlops.modelCard 'docs/models/{name}.md'")
        }
        return path
    }

    /// Whether a link stands on the way.
    private func leadsAway(_ parts: [String]) -> Bool {
        var path = repository.workTree ?? ""
        return parts.contains { part in
            path = Paths.join(path, part)
            return Files.info(path)?.kind == .symbolicLink
        }
    }
}
