package import MLOpsCore

/// Names, what each needs, and the languages that they can be drawn in. What is needed comes first.
package struct GraphDrawing {
    private var names: [String] = []
    private var needs: [String: [String]] = [:]

    init() {}

    /// A name that is there already gets the needs as well; nothing needs itself.
    mutating func add(_ name: String, needs new: [String]) {
        if needs[name] == nil { names.append(name) }
        needs[name] = ((needs[name] ?? []) + new.filter { $0 != name }).unique()
    }

    private var edges: [(from: String, to: String)] {
        names.flatMap { name in (needs[name] ?? []).map { ($0, name) } }
    }

    /// In Graphviz' language, as `dvc dag --dot` writes it.
    package var dot: String {
        func quoted(_ name: String) -> String {
            "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        let nodes = names.map { "\(quoted($0));\n" }
        let edges = edges.map { from, to in "\(quoted(from)) -> \(quoted(to));\n" }
        return "strict digraph {\n" + nodes.joined() + edges.joined() + "}\n"
    }

    /// In Mermaid's language.
    package var mermaid: String {
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset + 1) })
        let nodes = names.map { name in
            "\tnode\(numbers[name] ?? 0)[\"\(name.replacing("\"", with: "#quot;"))\"]\n"
        }
        let edges = edges.map { "\tnode\(numbers[$0.from] ?? 0)-->node\(numbers[$0.to] ?? 0)\n" }
        return "flowchart TD\n" + nodes.joined() + edges.joined()
    }

    /// Lines of text: a line a name, needed ones first, beside lanes that lead from each to those that need it.
    package var text: String {
        let names = sorted
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
        let upstream = names.enumerated().map { index, name in
            (needs[name] ?? []).compactMap { numbers[$0] }.filter { $0 < index }
        }
        var downstream = [[Int]](repeating: [], count: names.count)
        for (index, needed) in upstream.enumerated() { for need in needed { downstream[need].append(index) } }
        var drawing = LaneDrawing()
        for (index, name) in names.enumerated() {
            drawing.add(index, needing: upstream[index], neededBy: downstream[index], name: name)
        }
        return drawing.text
    }

    /// Needed names first. Stages that are shown as one may need each other; then one of them comes first.
    private var sorted: [String] {
        var result: [String] = []
        var seen: Set<String> = []
        func visit(_ name: String) {
            guard seen.insert(name).inserted else { return }
            for need in needs[name] ?? [] where needs[need] != nil { visit(need) }
            result.append(name)
        }
        names.forEach(visit)
        return result
    }

    /// Names and what each needs.
    package var json: JSONValue {
        [
            "schema": 1,
            "nodes": .array(
                names.map { ["name": .string($0), "needs": .array((needs[$0] ?? []).map(JSONValue.string))] }),
        ]
    }
}
