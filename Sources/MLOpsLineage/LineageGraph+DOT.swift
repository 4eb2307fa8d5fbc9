internal import MLOpsCore

extension LineageGraph {
    /// The graph in Graphviz' language: boxes are what happened, arrows lead from causes to effects.
    package func dot() -> String {
        let names = Dictionary(nodes.enumerated().map { ($0.element.id, "n\($0.offset)") }) { first, _ in first }
        var text = "digraph lineage {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=10];\n"
        for node in nodes {
            let label = ([node.title] + Self.subtitle(node)).map(Self.escape).joined(separator: "\\n")
            text += "  \(names[node.id] ?? "") [label=\"\(label)\", shape=\(Self.shape(node.kind))\(style(node))];\n"
        }
        for edge in edges {
            guard let from = names[edge.from], let to = names[edge.to] else { continue }
            let isAside = [.part, .code, .results].contains(edge.relation)
            text += "  \(to) -> \(from)\(isAside ? " [style=dashed]" : "");\n"
        }
        return text + "}\n"
    }

    private func style(_ node: LineageNode) -> String {
        var style = roots.contains(node.id) ? ", penwidth=2" : ""
        if gaps.contains(where: { $0.node == node.id }) { style += ", color=red" }
        return style
    }

    private static func shape(_ kind: LineageNode.Kind) -> String {
        switch kind {
        case .stage, .run: "box"
        case .version, .logged: "component"
        case .commit: "note"
        case .origin: "cylinder"
        case .data, .dataset: "ellipse"
        }
    }

    private static func subtitle(_ node: LineageNode) -> [String] {
        switch node.kind {
        case .data: node.text("sha256").map { [String($0.prefix(12))] } ?? []
        case .stage: node.text("run").map { ["r-" + $0.prefix(8)] } ?? []
        case .run: [node.text("status")].compactMap { $0 }
        case .version: [(node.facts["stages"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")]
        default: []
        }
    }

    private static func escape(_ text: String) -> String {
        DisplayText.oneLine(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
