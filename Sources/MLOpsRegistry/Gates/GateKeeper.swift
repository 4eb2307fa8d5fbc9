internal import MLOpsCore
internal import MLOpsEvaluation

/// Asks the gates of a stage about the version that is to go into it.
package final class GateKeeper {
    private let registry: ModelRegistry
    private let stage: String
    private let settings: GateSettings
    private let evidence: GateEvidence
    private let override: String?
    private let isLowerBetter: (String) -> Bool?
    /// The last verdict, and what it is about: asked again after a lost race, nothing is computed twice.
    private var last: (key: [String], verdict: GateVerdict)?
    /// What was looked at for the verdict that is being made, by op id of the version.
    private var seen: [(version: String, found: GateEvidence.Found)] = []

    /// `override`: promote all the same, for this reason. `isLowerBetter` knows the direction of metrics that runs
    /// logged; nil: it does not know.
    package init(
        _ registry: ModelRegistry, stage: String, settings: GateSettings, evidence: GateEvidence, override: String?,
        isLowerBetter: @escaping (String) -> Bool?
    ) {
        self.registry = registry
        self.stage = stage
        self.settings = settings
        self.evidence = evidence
        self.override = override
        self.isLowerBetter = isLowerBetter
    }

    package var verdict: GateVerdict? { last?.verdict }

    /// What the gates say; nil when none is demanded.
    func ask(_ model: ModelRecord, _ version: ModelVersion) throws -> GateVerdict? {
        if settings.requirements.isEmpty { return nil }
        let current = model.effectiveVersion(of: stage)
        let key = [version.id, current?.id ?? ""]
        if let last, last.key == key { return last.verdict }
        seen = []
        var verdict = GateVerdict(
            checks: try settings.requirements.map { try check($0, model, version, current) }, evidence: [],
            alpha: settings.judge.alpha, minimumRows: settings.judge.minimumRows)
        verdict.evidence = seen.compactMap { $0.found.evidence }
        if verdict.status != .pass { verdict.override = override }
        last = (key, verdict)
        return verdict
    }

    private func check(
        _ requirement: GateSettings.Requirement, _ model: ModelRecord, _ version: ModelVersion,
        _ current: ModelVersion?
    ) throws -> GateVerdict.Check {
        let gate = requirement.gate
        var check = GateVerdict.Check(gate: gate.text, source: requirement.source)
        var other: ModelVersion?
        if !gate.isLimit {
            switch gate.base {
            case .current: other = current
            case .version(let selector): other = try named(selector, model)
            case .majority, .mean, .constant: check.against = gate.base.name
            }
            if gate.base.isVersion {
                guard let other, other.id != version.id else {
                    check.parts = [
                        GatePart(.pass, reason: other == nil ? "nothing is in \(stage) yet" : "it is that version")
                    ]
                    return check
                }
                check.against = other.name
                check.version = other.id
            }
        }
        check.parts = try parts(gate, version, other)
        return check
    }

    private func named(_ selector: String, _ model: ModelRecord) throws -> ModelVersion {
        guard selector.contains("@") else { return try registry.version(selector, of: model) }
        let reference = try ModelReference(selector)
        return try registry.version(reference.selector, of: registry.find(reference.name))
    }

    private func parts(_ gate: Gate, _ version: ModelVersion, _ other: ModelVersion?) throws -> [GatePart] {
        let own = try found(version, role: "candidate")
        let base = try other.map { try found($0, role: $0.name) }
        var doubts = [own, base].compactMap { $0?.doubt }
        do {
            switch (own, base) {
            case (.table(let table, _), nil):
                if let parts = try judge(gate, table, nil) { return parts }
            case (.table(let table, _), .table(let against, _)):
                if let parts = try judge(gate, table, against) { return parts }
            default: break
            }
            if doubts.isEmpty { doubts = ["there is no \(gate.metric) of these predictions"] }
        } catch {
            return [GatePart(.undecided, reason: error.message)]
        }
        let doubt = doubts.joined(separator: "; ")
        if settings.needsPredictions || (!gate.isLimit && other == nil) {
            return [GatePart(.undecided, reason: doubt)]
        }
        return try logged(gate, version, other, doubt)
    }

    /// `other` nil: a limit, or a constant answer that is made from the table. Nil: such predictions do not have the
    /// metric, as they do not have a time or a size.
    private func judge(
        _ gate: Gate, _ table: PairedRows.Table, _ other: PairedRows.Table?
    ) throws(Predictions.Problem) -> [GatePart]? {
        var columns = settings.columns
        columns.segments = gate.segments.filter(table.header.contains)
        let candidate = try Predictions(header: table.header, rows: table.rows, columns: columns)
        if !candidate.content.hasMetric(gate.metric) { return nil }
        guard let other else {
            let base = gate.isLimit ? nil : try candidate.constant(gate.base)
            return settings.judge.judge(gate, candidate: candidate, other: base)
        }
        let paired = try PairedRows.aligned(other, to: table, truth: columns.truth, id: settings.id)
        columns.segments = []
        if case .regression = candidate.content { columns.isRegression = true } else { columns.isRegression = false }
        let against = try Predictions(header: paired.header, rows: paired.rows, columns: columns)
        return settings.judge.judge(gate, candidate: candidate, other: against.content)
    }

    /// From what the runs logged: no test is possible, and the part says so.
    private func logged(
        _ gate: Gate, _ version: ModelVersion, _ other: ModelVersion?, _ doubt: String
    ) throws -> [GatePart] {
        let own = try evidence.metrics(of: version, role: "candidate")
        let base = try other.flatMap { try evidence.metrics(of: $0, role: $0.name) }
        guard case .metrics(let metrics, _)? = own, metrics.value(of: gate.metric) != nil else {
            return [
                GatePart(
                    .undecided, reason: version.run == nil ? doubt : "\(doubt), and its run logged no \(gate.metric)")
            ]
        }
        var against: LoggedMetrics?
        if let other {
            guard case .metrics(let values, _)? = base else { return [GatePart(.undecided, reason: doubt)] }
            against = values
            note(other, base)
        }
        note(version, own)
        if gate.isLimit { return metrics.judge(gate, other: nil, isLowerBetter: false) }
        guard let isLower = isLowerBetter(gate.metric) else {
            return [GatePart(.undecided, reason: "nobody knows whether \(gate.metric) is to be high or low")]
        }
        return metrics.judge(gate, other: against, isLowerBetter: isLower)
    }

    private func found(_ version: ModelVersion, role: String) throws -> GateEvidence.Found {
        if let known = seen.first(where: { $0.version == version.id && !$0.found.isLogged }) { return known.found }
        let found = try evidence.predictions(of: version, role: role, artifact: settings.artifact)
        note(version, found)
        return found
    }

    private func note(_ version: ModelVersion, _ found: GateEvidence.Found?) {
        guard let found, !seen.contains(where: { $0.version == version.id && $0.found.isLogged == found.isLogged })
        else { return }
        seen.append((version.id, found))
    }
}

extension GateEvidence.Found {
    fileprivate var isLogged: Bool {
        if case .metrics = self { return true }
        return false
    }

    fileprivate var evidence: GateVerdict.Evidence? {
        switch self {
        case .table(_, let evidence), .metrics(_, let evidence): evidence
        case .nothing: nil
        }
    }

    fileprivate var doubt: String? {
        if case .nothing(let reason) = self { return reason }
        return nil
    }
}

extension Gate.Base {
    fileprivate var name: String {
        switch self {
        case .current: "current"
        case .version(let name): name
        case .majority: "majority"
        case .mean: "mean"
        case .constant(let value): "constant \(value)"
        }
    }
}
