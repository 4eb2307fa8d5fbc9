package import MLOpsCore

/// A model card in Markdown: what the log knows of a version, for people who decide whether to use it. Everything in it
/// was written by others, so that all of it is escaped.
package struct ModelCard {
    /// A gate's outcome, ready to print.
    package struct Gate: Sendable {
        package let stage: String
        package let gate: String
        package let place: String
        package let status: String
        package let why: String

        package init(stage: String, gate: String, place: String, status: String, why: String) {
            self.stage = stage
            self.gate = gate
            self.place = place
            self.status = status
            self.why = why
        }
    }

    private let model: ModelRecord
    private let version: ModelVersion
    /// The run that made it.
    package var run: RunRecord?
    /// What `git mlops evaluate` logged to that run, by name.
    package var evaluations: [(name: String, document: JSONValue)] = []
    package var gates: [Gate] = []
    /// Markdown of `git mlops lineage`; empty when there is none.
    package var lineage = ""

    package init(_ model: ModelRecord, _ version: ModelVersion) {
        self.model = model
        self.version = version
    }

    package var markdown: String {
        var parts = [head, intendedUse, facts, signature]
        parts += evaluations.isEmpty ? [metrics] : evaluations.map { evaluation($0.name, $0.document) }
        parts += [parameters, data, gateTable, history, lineageSection]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func text(_ text: String) -> String { MarkupText.markdown(text) }

    private static func table(_ head: [String], _ rows: [[String]], numbers: Set<Int> = []) -> String {
        if rows.isEmpty { return "" }
        let rule = head.indices.map { numbers.contains($0) ? "---:" : "---" }
        let lines = [head, rule] + rows.map { $0.map(text) }
        return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }

    private static func section(_ title: String, _ body: String) -> String {
        body.isEmpty ? "" : "## \(title)\n\n\(body)"
    }

    private var head: String { "# \(Self.text(model.name)) \(Self.text(version.name))\n" }

    private var intendedUse: String {
        let texts = [model.description, version.description].filter { !$0.isEmpty }
        let paragraphs = texts.flatMap { $0.split(separator: "\n\n") }.map { Self.text(String($0)) + "\n" }
        let none = "Nobody has said yet what this model is for: `git mlops model describe`.\n"
        return Self.section("Intended use", paragraphs.isEmpty ? none : paragraphs.joined(separator: "\n"))
    }

    private var facts: String {
        let tags = (model.tags.values + version.tags.values).map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        var rows: [[String]] = [
            ["Version", version.name], ["Registered", "\(Timestamp.rfc3339(version.created)) by \(version.author)"],
            ["Stages", model.stages(of: version.id).joined(separator: ", ")],
            ["Aliases", model.aliases(of: version.id).joined(separator: ", ")], ["Tags", tags],
            ["Run", version.run ?? ""], ["Commit", version.commit ?? ""], ["Code", version.tree ?? ""],
            ["Source", version.source],
        ]
        rows += version.files.map { ["File \($0.name)", "\($0.size) bytes, SHA-256 \($0.digest)"] }
        return Self.section("Version", Self.table(["What", ""], rows.filter { !$0[1].isEmpty }))
    }

    private var signature: String {
        guard let signature = version.signature else { return "" }
        func rows(_ side: String, _ fields: [ModelSignature.Field]) -> [[String]] {
            fields.map { [side, $0.name, $0.type, $0.isRequired ? "yes" : "no"] }
        }
        return Self.section(
            "Inputs and outputs",
            Self.table(
                ["Side", "Name", "Type", "Required"], rows("in", signature.inputs) + rows("out", signature.outputs)))
    }

    private var metrics: String {
        let rows = (run?.comparableMetrics ?? [:]).sorted { $0.key < $1.key }.flatMap { file in
            file.value.map { [$0.key, NumberText().value($0.value), file.key] }
        }
        return Self.section("Metrics", Self.table(["Metric", "Value", "File"], rows, numbers: [1]))
    }

    private var parameters: String {
        let rows = (run?.params ?? [:]).sorted { $0.key < $1.key }.flatMap { file in
            file.value.map { [$0.key, NumberText().value($0.value), file.key] }
        }
        return Self.section("Parameters", Self.table(["Parameter", "Value", "File"], rows))
    }

    private var data: String {
        let rows = (run?.inputs ?? []).map { input in
            [input.name, input.digest, input.source, input.tags["context"] ?? ""]
        }
        return Self.section("Data", Self.table(["Dataset", "Digest", "Source", "Used for"], rows))
    }

    private var gateTable: String {
        let rows = gates.map { [$0.stage, $0.gate, $0.place, $0.status, $0.why] }
        return Self.section("Gates", Self.table(["Promotion", "Gate", "Where", "Verdict", "Why"], rows))
    }

    private var history: String {
        let rows = model.history.filter { $0.stage != nil && $0.version == version.name }.map { change in
            [
                Timestamp.rfc3339(change.time), change.author, change.stage ?? "",
                change.outcome?.rawValue ?? (change.kind == .modelUnstage ? "left" : change.kind.rawValue), change.why,
            ]
        }
        return Self.section("Promotions", Self.table(["When", "Who", "Stage", "Outcome", "Why"], rows))
    }

    private var lineageSection: String { Self.section("Lineage", lineage) }
}

extension ModelCard {
    /// An evaluation with its segments and groups.
    private func evaluation(_ name: String, _ document: JSONValue) -> String {
        let confidence = (document["confidence"]?.doubleValue ?? 0.95) * 100
        let head = ["Where", "Rows", "Metric", "Value", "\(NumberText().value(.double(confidence)))% interval"]
        var rows = Self.rows("all", document["whole"] ?? .null)
        for segment in document["segments"]?.arrayValue ?? [] {
            let place = "\(segment["column"]?.stringValue ?? "") = \(segment["value"]?.stringValue ?? "")"
            rows += Self.rows(place, segment["whole"] ?? .null)
        }
        let body = Self.table(head, rows, numbers: [1, 3])
        let remarks = (document["whole"]?["remarks"]?.arrayValue ?? []).compactMap(\.stringValue)
        let notes = remarks.map { "- \(Self.text($0))\n" }.joined()
        let fairness = (document["fairness"]?.arrayValue ?? []).map(Self.fairness).filter { !$0.isEmpty }
        let parts = [body, notes] + fairness
        return Self.section("Metrics on \(Self.text(name))", parts.filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    private static func rows(_ place: String, _ evaluation: JSONValue) -> [[String]] {
        let count = evaluation["rows"]?.integerValue.map(String.init) ?? ""
        return (evaluation["metrics"]?.objectValue ?? [:]).map { name, metric in
            let numbers = NumberText()
            let interval = [metric["low"], metric["high"]].compactMap { $0?.doubleValue }
            return [
                place, count, name, metric["value"]?.doubleValue.map { numbers.value(.double($0)) } ?? "-",
                interval.count == 2
                    ? interval.map { numbers.value(.double($0)) }.joined(separator: " to ")
                    : metric["reason"]?.stringValue ?? "",
            ]
        }
    }

    private static func fairness(_ fairness: JSONValue) -> String {
        let column = fairness["column"]?.stringValue ?? ""
        let numbers = NumberText()
        func number(_ value: JSONValue?) -> String { value?.doubleValue.map { numbers.value(.double($0)) } ?? "-" }
        let rows = (fairness["groups"]?.arrayValue ?? []).map { group in
            [
                group["name"]?.stringValue ?? "", group["rows"]?.integerValue.map(String.init) ?? "",
                number(group["selection_rate"]), number(group["true_positive_rate"]),
                number(group["false_positive_rate"]),
                group["undecided"]?.boolValue == true ? "too little is known of this group" : "",
            ]
        }
        if rows.isEmpty { return "" }
        let gaps = ["demographic_parity", "equal_opportunity", "equalized_odds"].compactMap { name -> [String]? in
            guard let gap = fairness[name] else { return nil }
            let isKnown = gap["difference"]?.doubleValue != nil
            return [name, isKnown ? number(gap["difference"]) : "undecided", number(gap["ratio"])]
        }
        let head = ["Group of \(text(column))", "Rows", "Selected", "True positive", "False positive", "Note"]
        return table(head, rows, numbers: [1, 2, 3, 4]) + "\n"
            + table(["Fairness by \(text(column))", "Difference", "Ratio"], gaps, numbers: [1, 2])
    }
}
