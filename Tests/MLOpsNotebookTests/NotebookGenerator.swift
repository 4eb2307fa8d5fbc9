import MLOpsTestSupport

/// Writes notebooks as text: every nbformat, every trap of JSON's spelling, sound enough that nbstripout takes most.
struct NotebookGenerator {
    var random: SeededGenerator
    /// nbformat major, or 0 for a Zeppelin note.
    private(set) var major = 4
    private(set) var minor = 5
    private var uniqueIDs = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func notebook() -> String {
        major = pick([4, 4, 4, 4, 4, 4, 3, 3, 2, 1, 0])
        minor = major == 4 ? pick([0, 2, 4, 5, 5, 5, 7]) : 0
        switch major {
        case 0: return object([("paragraphs", list(chance(9) ? 0...3 : 0...0) { $0.paragraph() })] + extras(1))
        case 1: return object([("cells", cells()), ("metadata", metadata(notebookKeys))] + extras(1))
        case 4: return object(root() + [("cells", cells())])
        default: return object(root() + [("worksheets", list(0...2) { $0.worksheet() })])
        }
    }

    private mutating func root() -> [(String, String)] {
        [("nbformat", "\(major)"), ("nbformat_minor", "\(minor)"), ("metadata", metadata(notebookKeys))] + extras(1)
            + (chance(3) ? [("orig_nbformat", "2")] : [])
    }

    private mutating func worksheet() -> String {
        object([("cells", cells())] + (chance(5) ? [("metadata", object([]))] : []))
    }

    private mutating func cells() -> String {
        list(chance(2) ? 0...1 : 0...5) { $0.cell() }
    }

    private mutating func cell() -> String {
        let kind = pick(["code", "code", "code", "markdown", "raw", "heading"])
        var members = [("cell_type", string(kind)), ("metadata", metadata(cellKeys))]
        let sourceKey = major == 4 ? "source" : kind == "code" ? (major == 1 ? "code" : "input") : "source"
        members.append((sourceKey, text()))
        if kind == "code" || chance(1) { members.append(("outputs", list(0...3) { $0.output() })) }
        if chance(6) {
            members.append((major == 4 ? "execution_count" : "prompt_number", pick(["null", "1", "0", "37"])))
        }
        if chance(6) {
            uniqueIDs += 1
            members.append(("id", string(chance(3) ? "\(uniqueIDs)" : "cell-\(uniqueIDs)")))
        }
        if chance(1) { members.append(("trusted", "true")) }
        if kind != "code", chance(2) { members.append(("rendered", text())) }
        if kind != "code", chance(2) { members.append(("attachments", object([("x.png", mimeBundle())]))) }
        return object(members + extras(1))
    }

    private mutating func paragraph() -> String {
        object([("text", string(words()))] + extras(3) + (chance(7) ? [("results", value(2))] : []))
    }

    private mutating func output() -> String {
        major == 4 ? currentOutput() : oldOutput()
    }

    private mutating func currentOutput() -> String {
        let kind = pick(["stream", "stream", "execute_result", "display_data", "error", "fancy"])
        var members = [("output_type", string(kind))]
        switch kind {
        case "stream": members += [("name", string(pick(["stdout", "stderr"]))), ("text", text())]
        case "error": members += [("ename", "\"E\""), ("evalue", string(words())), ("traceback", lines())]
        case "fancy": members += chance(5) ? [("text", text())] : [("data", mimeBundle())]
        default: members += [("data", mimeBundle()), ("metadata", object(extras(2)))]
        }
        if chance(5) { members.append(("execution_count", pick(["null", "2"]))) }
        return object(members + extras(1))
    }

    private mutating func oldOutput() -> String {
        let names = ["text", "html", "svg", "latex", "javascript", "json"]
        var members = [("output_type", string(pick(["stream", "pyout", "display_data", "pyerr"])))]
        for name in names where chance(3) { members.append((name, text())) }
        if chance(3) { members.append(("png", "\"iVBORw0K\\nGgo=\"")) }
        if chance(3) { members.append(("prompt_number", "4")) }
        if chance(3) { members.append(("name", string("stderr"))) }
        return object(members)
    }

    private mutating func mimeBundle() -> String {
        let names = [
            "text/plain", "text/html", "image/png", "image/svg+xml", "application/json", "application/javascript",
            "application/vnd.plotly.v1+json", "application/vnd.other", "text/x+json", "odd",
        ]
        return object(
            (0..<Int.random(in: 0...3, using: &random)).map { _ in (pick(names), chance(8) ? text() : value(2)) })
    }

    private var notebookKeys: [String] {
        [
            "kernelspec", "language_info", "signature", "widgets", "orig_nbformat", "keep_output", "toc.base", "name",
            "a",
        ]
    }

    private var cellKeys: [String] {
        [
            "collapsed", "ExecuteTime", "execution", "heading_collapsed", "hidden", "scrolled", "trusted", "tags",
            "tags",
            "init_cell", "keep_output", "a", "a.b", "b", "name",
        ]
    }

    private mutating func metadata(_ names: [String]) -> String {
        object((0..<Int.random(in: 0...4, using: &random)).map { _ in metadataMember(pick(names)) })
    }

    private mutating func metadataMember(_ name: String) -> (String, String) {
        switch name {
        case "tags": (name, list(0...3) { $0.string($0.pick(["a", "drop", "keep_output", "b c"])) })
        case "keep_output", "init_cell": (name, pick(["true", "false", "1", "0", "\"\"", "[]", "0.0", "-0.0", "NaN"]))
        case "a": (name, object([("b", value(1)), ("c", value(1))]))
        default: (name, value(2))
        }
    }

    private mutating func extras(_ count: Int) -> [(String, String)] {
        (0..<Int.random(in: 0...count, using: &random)).map { _ in (words(), value(2)) }
    }

    /// A text as one string or as lines.
    private mutating func text() -> String {
        chance(4) ? string(words()) : lines()
    }

    private mutating func lines() -> String {
        list(0...4) { generator in
            let ending = generator.pick(["\n", "\n", "\n", "", "\r\n", "\r", "\u{2028}"])
            return generator.string(generator.words() + ending)
        }
    }
}
