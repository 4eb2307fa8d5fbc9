internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsRegistry
internal import MLOpsReport
internal import MLOpsTerminal
internal import MLOpsTracking
internal import MLOpsTransfer

/// How two versions differ.
struct VersionDifference {
    struct Side {
        let model: ModelRecord
        let version: ModelVersion

        var label: String { "\(model.name)@\(version.name)" }
    }

    /// Something by name, and what it is on both sides: hashes, mostly. Nil: it is not there.
    struct Change: Equatable {
        let name: String
        let old: String?
        let new: String?
    }

    private let old: Side
    private let new: Side
    private let facts: [Change]
    private let files: [Change]
    private let params: Comparison
    private let metrics: Comparison
    private let data: [Change]
    private let code: [Change]
    /// What cannot be compared, and why.
    private let gaps: [String]

    init(_ old: Side, _ new: Side, _ registry: ModelRegistry) throws {
        (self.old, self.new) = (old, new)
        let runs = try [old, new].map { side in try side.version.run.flatMap { try registry.store.record($0) } }
        facts = Self.changes(Self.facts(old.version), Self.facts(new.version))
        files = Self.changes(
            old.version.files.map { ($0.name, $0.digest) }, new.version.files.map { ($0.name, $0.digest) })
        params = Self.compare(.params, old, new, runs) { $0.params }
        metrics = Self.compare(.metrics, old, new, runs) { $0.comparableMetrics }
        var gaps: [String] = []
        for (side, run) in zip([old, new], runs) where run == nil {
            gaps.append("\(side.label) names no run: its parameters and metrics are not known")
        }
        let trees = try VersionTrees(old.version, new.version, registry.store.repository)
        gaps += trees.gaps
        data = Self.changes(Self.datasets(runs[0]), Self.datasets(runs[1])) + trees.data
        code = trees.code
        self.gaps = gaps
    }

    var isEmpty: Bool {
        facts.isEmpty && files.isEmpty && params.changes.isEmpty && metrics.changes.isEmpty && data.isEmpty
            && code.isEmpty
    }

    private static func facts(_ version: ModelVersion) -> [(String, String)] {
        var facts: [(String, String)] = []
        if let run = version.run { facts.append(("run", run)) }
        if let commit = version.commit { facts.append(("commit", commit)) }
        if let tree = version.tree { facts.append(("code", tree)) }
        if let signature = version.signature {
            facts.append(("inputs", ModelView.fields(signature.inputs)))
            facts.append(("outputs", ModelView.fields(signature.outputs)))
        }
        return facts
    }

    private static func datasets(_ run: RunRecord?) -> [(String, String)] {
        (run?.inputs ?? []).map { ("dataset \($0.name)", $0.digest) }
    }

    /// What differs, in the order of the old side, then what is new.
    static func changes(_ old: [(String, String)], _ new: [(String, String)]) -> [Change] {
        let before = Dictionary(old.map { (ByteKey($0.0), $0.1) }) { _, last in last }
        let after = Dictionary(new.map { (ByteKey($0.0), $0.1) }) { _, last in last }
        var seen: Set<ByteKey> = []
        return (old + new).compactMap { name, _ in
            let key = ByteKey(name)
            if before[key] == after[key] || !seen.insert(key).inserted { return nil }
            return Change(name: name, old: before[key], new: after[key])
        }
    }

    private static func compare(
        _ kind: Comparison.Kind, _ old: Side, _ new: Side, _ runs: [RunRecord?], _ values: (RunRecord) -> FileValues
    ) -> Comparison {
        let sides = zip([old, new], runs).map { side, run in
            ComparisonSide(
                label: side.label, source: run.map { .run($0.id) } ?? .none, commit: side.version.commit,
                files: (run.map(values) ?? [:]).sorted { $0.key < $1.key }.map { path, values in
                    ComparisonSide.File(path: path, values: values.map { (key: $0.key, value: $0.value) })
                })
        }
        return Comparison(kind: kind, old: sides[0], new: sides[1])
    }
}

extension VersionDifference {
    var json: JSONValue {
        func list(_ changes: [Change]) -> JSONValue {
            .array(
                changes.map { ["name": .string($0.name), "old": .optional($0.old), "new": .optional($0.new)] })
        }
        func rows(_ comparison: Comparison) -> JSONValue { comparison.json(all: false)["rows"] ?? [] }
        return [
            "schema": 1, "old": .string(old.label), "new": .string(new.label), "facts": list(facts),
            "files": list(files), "params": rows(params), "metrics": rows(metrics), "data": list(data),
            "code": list(code), "gaps": .array(gaps.map(JSONValue.string)),
        ]
    }

    func write(to out: Output) {
        section("", facts, out)
        section("files", files, out)
        section("params", Self.rows(params), out)
        section("metrics", Self.rows(metrics), out)
        section("data", data, out)
        section("code", code, out)
        for gap in gaps { out.line("note: \(DisplayText.oneLine(gap))") }
    }

    private static func rows(_ comparison: Comparison) -> [Change] {
        let numbers = NumberText()
        return comparison.changes.map { row in
            Change(
                name: row.key, old: row.old.map { numbers.value($0) }, new: row.new.map { numbers.value($0) })
        }
    }

    private func section(_ title: String, _ changes: [Change], _ out: Output) {
        if changes.isEmpty { return }
        var table = Table(columns: [.init(title), .init(old.label), .init(new.label)])
        table.rows = changes.map { [$0.name, Self.short($0.old), Self.short($0.new)] }
        out.write(table.text { out.paint($0, .bold) })
        out.line()
    }

    /// Hashes by their first digits.
    private static func short(_ text: String?) -> String {
        guard let text else { return "-" }
        let isHash = [32, 40, 64].contains(text.utf8.count) && Hex.decode(text) != nil
        return isHash ? String(text.prefix(12)) : text
    }
}
