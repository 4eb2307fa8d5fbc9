internal import MLOpsCore
internal import MLOpsTracking

/// `model archive`: into the stage Archived, which holds any number of versions, and out of every other.
package struct ModelArchiving {
    private let registry: ModelRegistry
    private let reference: ModelReference
    private let why: String?
    private let remote: String?
    private let force: Bool

    /// `remote` nil: offline. `force`: also a version that is in a stage.
    package init(
        _ registry: ModelRegistry, _ reference: ModelReference, why: String?, remote: String?, force: Bool
    ) {
        self.registry = registry
        self.reference = reference
        self.why = why
        self.remote = remote
        self.force = force
    }

    /// Leaves the stages first: who sees the version archived sees it nowhere else.
    package func perform() throws -> ModelPromotion.Outcome {
        let model = try registry.find(reference.name)
        let version = try registry.version(reference.selector, of: model)
        let stages = model.stages(of: version.id).filter { !ModelStage.shared.contains($0) }
        if let stage = stages.first, !force {
            throw RegistryError.fatal(
                "\(version.name) of model '\(model.name)' is in \(stage)",
                hint: "promote another version first, or empty the stage with --force")
        }
        for stage in stages { try registry.unstage(model, stage, why: why) }
        let pinned = ModelReference(name: model.name, selector: version.name)
        return try ModelPromotion(registry, pinned, stage: "Archived", why: why, remote: remote).perform()
    }
}
