internal import MLOpsCore
internal import MLOpsPipeline

/// What `git mlops repro` would do, in one line. A pipeline that cannot be read is that command's business.
struct PipelineSummary {
    private var states: [(name: String, state: ReproPlan.State)] = []

    /// Nil where there is no pipeline, or where it cannot be judged without asking somebody outside.
    init?(_ session: Session) {
        guard let context = try? PipelineContext(session), !context.pipeline.stages.isEmpty,
            !context.pipeline.stages.contains(where: { $0.deps.contains(where: RelativePath.isURL) }),
            let reproducer = try? context.reproducer(session), let plan = try? reproducer.plan(ReproOptions())
        else { return nil }
        states = plan.items.map { (reproducer.title($0.stage), $0.state) }
    }

    private func names(_ words: Set<String>) -> [String] {
        states.filter { words.contains(ReproText.words($0.state).0) }.map(\.name)
    }

    private var willRun: [String] { names(["runs", "may run"]) }
    private var stuck: [String] { names(["cannot run"]) }
    private var willReturn: [String] { names(["restored from the run cache"]) }

    /// Nil when nothing would happen.
    var line: String? {
        var parts: [String] = []
        if !willRun.isEmpty { parts.append("run \(Self.list(willRun))") }
        if !willReturn.isEmpty { parts.append("restore \(Self.list(willReturn))") }
        if !parts.isEmpty { return "git mlops repro would \(parts.joined(separator: " and "))" }
        return stuck.isEmpty ? nil : "git mlops repro cannot run \(Self.list(stuck))"
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }

    var json: JSONValue {
        func array(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
        return ["runs": array(willRun), "restores": array(willReturn), "stuck": array(stuck)]
    }
}
