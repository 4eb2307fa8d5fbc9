package import MLOpsCore

extension Comparison {
    /// The document of `--json` (docs/formats/json.md). Numbers are not rounded; those that JSON lacks become the
    /// strings "NaN", "Infinity" and "-Infinity".
    package func json(all: Bool) -> JSONValue {
        [
            "schema": 1,
            "kind": .string(kind.rawValue),
            "old": Self.json(old),
            "new": Self.json(new),
            "rows": .array((all ? rows : changes).map(Self.json)),
        ]
    }

    private static func json(_ side: ComparisonSide) -> JSONValue {
        var members: JSONObject = ["label": .string(side.label), "commit": side.commit.map(JSONValue.string) ?? .null]
        switch side.source {
        case .run(let id):
            members["source"] = "run"
            members["run"] = .string(id)
        case .files: members["source"] = "files"
        case .none: members["source"] = "none"
        }
        return .object(members)
    }

    private static func json(_ row: ComparisonRow) -> JSONValue {
        var members: JSONObject = ["file": .string(row.file), "key": .string(row.key)]
        members["old"] = row.old
        members["new"] = row.new
        members["change"] = row.change
        members["relative"] = row.relative.map(JSONValue.double)
        members["direction"] = row.direction.map { .string($0.rawValue) }
        members["verdict"] = .string(row.verdict.rawValue)
        return .object(members)
    }

    /// The lines of `--porcelain` (docs/formats/json.md): seven fields between tabs, each ended by `terminator`.
    package func porcelain(all: Bool, terminator: String = "\n") -> String {
        (all ? rows : changes).map { row in
            let fields = [
                Self.name(row.file, raw: terminator == "\0"), Self.name(row.key, raw: terminator == "\0"),
                Self.text(row.old), Self.text(row.new), Self.text(row.change),
                Self.text(row.relative.map(JSONValue.double)),
                row.verdict.rawValue,
            ]
            return fields.joined(separator: "\t") + terminator
        }.joined()
    }

    private static func text(_ value: JSONValue?) -> String {
        value.map { $0.serialized().asText } ?? ""
    }

    private static func name(_ text: String, raw: Bool) -> String {
        raw ? text : RepoPath(text).quoted(quoteHighBytes: false)
    }

    /// A table in GitHub's Markdown; a sentence when nothing differs.
    package func markdown(all: Bool, numbers: NumberText) -> String {
        let shown = all ? rows : changes
        guard !shown.isEmpty else {
            return
                "No \(kind.rawValue) differ between \(MarkupText.code(old.label)) and \(MarkupText.code(new.label)).\n"
        }
        let head = ["File", kind.title, old.label, new.label, "Change", "Relative", "Verdict"]
        let body = shown.map { row in
            [
                row.file, row.key, numbers.value(row.old), numbers.value(row.new), numbers.change(row),
                numbers.relative(row), row.verdict == .neutral ? "" : row.verdict.rawValue,
            ]
        }
        let rule = ["---", "---", "---:", "---:", "---:", "---:", "---"]
        let lines = [head.map(MarkupText.markdown), rule] + body.map { $0.map(MarkupText.markdown) }
        return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}
