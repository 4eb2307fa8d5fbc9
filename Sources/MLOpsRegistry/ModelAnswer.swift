package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsTracking

/// What `NAME@V` means now, and whether every clone would say the same.
package struct ModelAnswer {
    /// Why the answer is not settled.
    package struct Doubt: Sendable, Equatable {
        package let sentence: String
        package let hints: [String]
        /// Worth saying to people who did not ask.
        package let isContest: Bool
    }

    package let model: ModelRecord
    package let version: ModelVersion
    package let doubts: [Doubt]

    /// Throws when nothing is in the stage (exit code 1), or when there is no such model, version or alias.
    /// `remote`: the one that everybody goes by, if any.
    package init(_ registry: ModelRegistry, _ reference: ModelReference, remote: String?) throws {
        let model = try registry.find(reference.name)
        self.model = model
        let selector = reference.selector
        let isVersion = model.version(named: selector).map { !$0.isDeleted } ?? false
        let stage = isVersion ? nil : (try? RegistryName.stage(selector)).flatMap { model.stages[$0] }
        let isEmpty = stage.map { $0.effective == nil } ?? RegistryName.isWellKnownStage(selector)
        if !isVersion, isEmpty {
            let name = try RegistryName.stage(selector)
            throw Diagnostic.error("nothing of model '\(model.name)' is in \(name)")
        }
        version = try registry.version(selector, of: model)
        doubts = try Self.doubts(registry, model, version, stage, selector, remote)
    }

    private static func doubts(
        _ registry: ModelRegistry, _ model: ModelRecord, _ version: ModelVersion, _ stage: ModelStage?,
        _ selector: String, _ remote: String?
    ) throws -> [Doubt] {
        var doubts: [Doubt] = []
        func doubt(_ sentence: String, _ hints: String..., isContest: Bool = false) {
            doubts.append(Doubt(sentence: sentence, hints: hints, isContest: isContest))
        }
        if let stage, stage.isContested {
            let names = stage.contenders.compactMap { model.version(id: $0)?.name }
            doubt(
                "\(stage.name) of '\(model.name)' is contested: \(names.joined(separator: ", "))",
                "git mlops model resolve \(model.name) \(stage.name) --winner \(names.first ?? "")", isContest: true)
        }
        if stage != nil, model.aliases[selector] != nil {
            doubt("'\(selector)' is a stage and an alias of model '\(model.name)'")
        }
        if stage == nil, model.version(named: selector) != nil,
            model.versions.contains(where: { $0.number == version.number && $0.id != version.id && !$0.isDeleted })
        {
            doubt("version \(version.number) of model '\(model.name)' was registered more than once")
        }
        if version.status != .ready { doubt("\(version.name) of model '\(model.name)' is \(version.status.rawValue)") }
        if let sentence = registry.store.log.holes.sentence { doubt(sentence, "git mlops sync") }
        if let stage, let remote {
            let waiting = Set(try registry.store.log.unpublishedRegistryOps(on: remote).map(\.id))
            if !waiting.isDisjoint(with: stage.claims.map(\.op)) {
                doubt(
                    "\(stage.name) of '\(model.name)' was changed here and is not on '\(remote)' yet",
                    "git mlops sync")
            }
        }
        return doubts
    }
}
