package import MLOpsEvaluation
package import MLOpsGit

/// What a stage demands of a version, and how it is found out: `mlops-gate.STAGE.*` for every model,
/// `mlops-gate.MODEL@STAGE.*` for one. They stand in `.mlopsconfig`, which travels, or in this clone's git config, which
/// wins.
package struct GateSettings: Sendable {
    /// A gate and who demands it.
    package struct Requirement: Sendable {
        package let gate: Gate
        package let source: String
    }

    package var requirements: [Requirement] = []
    package var judge = GateJudge()
    /// What runs call the artifact with their predictions.
    package var artifact = "predictions.csv"
    /// The column that pairs the rows of two files.
    package var id: String?
    package var columns = Predictions.Columns()
    /// Metrics that a run logged are no evidence.
    package var needsPredictions = false

    package init(of repository: Repository, model: String, stage: String) throws {
        let reader = GateConfig(
            local: try repository.config, shared: try GitConfig.shared(of: repository), model: model, stage: stage)
        for (text, source) in reader.demands { try require(text, source: source) }
        judge.alpha = try reader.number("alpha", 0.000_1...0.5) ?? judge.alpha
        judge.minimumRows = try reader.number("minrows", 2...1e9).map { Int($0) } ?? judge.minimumRows
        judge.skipsSmallSegments = try reader.choice("smallsegments", ["refuse", "skip"]) == "skip"
        needsPredictions = try reader.choice("evidence", ["any", "predictions"]) == "predictions"
        artifact = reader["predictions"] ?? artifact
        id = reader["id"]
        columns.truth = reader["truth"] ?? columns.truth
        columns.predicted = reader["prediction"] ?? columns.predicted
        columns.score = reader["score"] ?? columns.score
        columns.positive = reader["positive"]
        columns.threshold = try reader.number("threshold", -.infinity ... .infinity) ?? columns.threshold
    }

    /// Adds a gate; one that is demanded already counts once.
    package mutating func require(_ text: String, source: String) throws(RegistryError) {
        let gate: Gate
        do {
            gate = try Gate(text)
        } catch {
            throw source == Self.commandLine
                ? .usage(error.message) : .fatal("\(source): \(error.message)", hint: "git mlops model promote -h")
        }
        if requirements.contains(where: { $0.gate.text == gate.text }) { return }
        requirements.append(Requirement(gate: gate, source: source))
    }

    package static let commandLine = "command line"
}

/// The keys of one stage and one model, this clone's before those that travel.
private struct GateConfig {
    let local: GitConfig
    let shared: GitConfig
    let model: String
    let stage: String

    private static let section = "mlops-gate"

    /// Subsections about the stage; one about the model alone comes last and wins.
    private func subsections(_ config: GitConfig) -> [String] {
        let all = config.subsections(of: Self.section)
        let ofStage = all.filter { isStage($0[...]) }
        let ofModel = all.filter { name in
            guard let at = name.lastIndex(of: "@") else { return false }
            return name[..<at] == model && isStage(name[name.index(after: at)...])
        }
        return ofStage + ofModel
    }

    private func isStage(_ text: Substring) -> Bool { (try? RegistryName.stage(String(text))) == stage }

    private func values(_ config: GitConfig, _ key: String) -> [[String]] {
        subsections(config).map { config.all("\(Self.section).\($0).\(key)") }.filter { !$0.isEmpty }
    }

    /// An empty value takes away what travels.
    var demands: [(text: String, source: String)] {
        let here = values(local, "require").flatMap { $0 }
        if !here.isEmpty { return here.filter { !$0.isEmpty }.map { ($0, "git config") } }
        return values(shared, "require").flatMap { $0 }.map { ($0, GitConfig.sharedFileName) }
    }

    subscript(key: String) -> String? { values(local, key).last?.last ?? values(shared, key).last?.last }

    func number(_ key: String, _ range: ClosedRange<Double>) throws(RegistryError) -> Double? {
        guard let text = self[key] else { return nil }
        guard let value = Double(text), range.contains(value) else {
            throw .fatal("bad value '\(text)' of \(Self.section).\(stage).\(key)")
        }
        return value
    }

    func choice(_ key: String, _ choices: [String]) throws(RegistryError) -> String? {
        guard let text = self[key] else { return nil }
        guard choices.contains(text) else {
            throw .fatal(
                "bad value '\(text)' of \(Self.section).\(stage).\(key): \(choices.joined(separator: " or "))")
        }
        return text
    }
}
