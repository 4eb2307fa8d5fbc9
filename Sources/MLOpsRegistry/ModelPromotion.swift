internal import MLOpsCore
internal import MLOpsEvaluation
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsTracking

/// `model promote`: online it is one step of the remote's registry, so that two people never both succeed; offline it
/// counts when it is synced, unless somebody else was faster.
package struct ModelPromotion {
    package enum Outcome: Sendable, Equatable {
        /// The remote has it.
        case published(remote: String)
        /// Only here so far, and why.
        case local(String)
        /// The version was in the stage already.
        case already
        /// Somebody promoted another version first: nothing was changed. The version is nil where they emptied it.
        case lost(version: String?, author: String)
        /// It did not pass the gates, see ``GateKeeper/verdict``: nothing was changed.
        case refused
    }

    private let registry: ModelRegistry
    private let sync: LogSync?
    private let remote: String
    private let reference: ModelReference
    private let stage: String
    private let why: String?
    private let gates: GateKeeper?

    /// `remote` nil: offline.
    package init(
        _ registry: ModelRegistry, _ reference: ModelReference, stage: String, why: String?, remote: String?,
        gates: GateKeeper? = nil
    ) {
        self.registry = registry
        self.reference = reference
        self.stage = stage
        self.why = why
        self.gates = gates
        self.remote = remote ?? ""
        sync = remote.map { LogSync(registry.store, remote: $0) }
    }

    /// What a stage shows: nothing, or a version by op id.
    private enum Content: Equatable {
        case unknown
        case known(String?)
    }

    package func perform() throws -> Outcome {
        let known = try registry.findIfPresent(reference.name)
        _ = try RegistryStages(registry.store.repository).check(stage, of: known)
        let before = seen(known)
        guard let sync else { return try promoteHere("offline") }
        do {
            try sync.fetch()
        } catch {
            return try promoteHere("cannot reach '\(remote)': \(Diagnostic(describing: error).message)")
        }
        // An earlier promotion of ours may have lost meanwhile.
        try RegistryYields.append(in: registry.store, remote: remote)
        return try promote(sync, expecting: before)
    }

    private func seen(_ model: ModelRecord?) -> Content {
        model.map { .known($0.effectiveVersion(of: stage)?.id) } ?? .unknown
    }

    private func promote(_ sync: LogSync, expecting before: Content) throws -> Outcome {
        for _ in 0..<20 {
            let model = try registry.find(reference.name)
            let version = try registry.version(reference.selector, of: model)
            if let outcome = settled(model, version, before) {
                if outcome == .already { _ = try sync.push() }
                return outcome
            }
            guard let draft = try draft(model, version) else { return .refused }
            let proposal = try registry.store.log.propose([draft], to: .registry)
            switch try sync.publish(proposal) {
            case .done: return .published(remote: remote)
            case .outdated:
                try sync.fetch()
                try RegistryYields.append(in: registry.store, remote: remote)
            case .refused(let reason): return try promoteHere("'\(remote)' refused it: \(reason)")
            }
        }
        return try promoteHere("others were always faster on '\(remote)'")
    }

    /// Why there is nothing to promote; nil: go on.
    private func settled(_ model: ModelRecord, _ version: ModelVersion, _ before: Content) -> Outcome? {
        let current = model.stages[stage]
        let isThere = current?.claims.contains { $0.version == version.id } ?? false
        let isShared = ModelStage.shared.contains(stage)
        if isThere, current?.isContested != true, isShared || current?.effective == version.id { return .already }
        guard case .known(let expected) = before, current?.effective != expected, !isShared else { return nil }
        let claim = current?.claims.last { $0.version == current?.effective }
        let author = claim?.author ?? model.history.last { $0.stage == stage }?.author ?? ""
        return .lost(version: model.effectiveVersion(of: stage)?.name, author: author)
    }

    private func promoteHere(_ reason: String) throws -> Outcome {
        let model = try registry.find(reference.name)
        let version = try registry.version(reference.selector, of: model)
        if settled(model, version, .unknown) == .already { return .already }
        guard let draft = try draft(model, version) else { return .refused }
        try registry.append([draft])
        return .local(reason)
    }

    /// Nil when a gate stays shut and nobody overrides it.
    private func draft(_ model: ModelRecord, _ version: ModelVersion) throws -> OpDraft? {
        let verdict = try gates?.ask(model, version)
        if let verdict, verdict.status != .pass, verdict.override == nil { return nil }
        let seen = model.stages[stage]?.seen ?? []
        var members: JSONObject = [
            "version": .string(version.id), "stage": .string(stage), "prev": .array(seen.map(JSONValue.string)),
        ]
        if ModelStage.shared.contains(stage) { members["keep"] = members["prev"] }
        members["gates"] = verdict.map { .object($0.json) }
        return ModelRegistry.draft(.modelStage, model, members, why: why)
    }
}
