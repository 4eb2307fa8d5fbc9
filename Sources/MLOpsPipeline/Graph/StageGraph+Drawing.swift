extension StageGraph {
    /// The graph in Graphviz' language, as `dvc dag --dot` writes it.
    package func dot(_ stages: [Int]) -> String {
        let names = stages.map { "\(Self.quoted(self.stages[$0].name));\n" }
        let edges = edges(among: stages).map { from, to in
            "\(Self.quoted(self.stages[from].name)) -> \(Self.quoted(self.stages[to].name));\n"
        }
        return "strict digraph {\n" + names.joined() + edges.joined() + "}\n"
    }

    /// The graph in Mermaid's language.
    package func mermaid(_ stages: [Int]) -> String {
        let numbers = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($0.element, $0.offset + 1) })
        let nodes = stages.map { stage in
            "\tnode\(numbers[stage] ?? 0)[\"\(self.stages[stage].name.replacing("\"", with: "#quot;"))\"]\n"
        }
        let edges = edges(among: stages).map { "\tnode\(numbers[$0.from] ?? 0)-->node\(numbers[$0.to] ?? 0)\n" }
        return "flowchart TD\n" + nodes.joined() + edges.joined()
    }

    /// One line a stage, needed ones first, with what it needs behind it.
    package func text(_ stages: [Int]) -> String {
        let width = stages.map { self.stages[$0].name.count }.max() ?? 0
        let chosen = Set(stages)
        return stages.map { index in
            let name = self.stages[index].name
            let needs = upstream[index].filter(chosen.contains).map { self.stages[$0].name }
            if needs.isEmpty { return name + "\n" }
            return name + String(repeating: " ", count: width - name.count) + "  <- " + needs.joined(separator: ", ")
                + "\n"
        }.joined()
    }

    private func edges(among stages: [Int]) -> [(from: Int, to: Int)] {
        let chosen = Set(stages)
        return stages.flatMap { stage in upstream[stage].filter(chosen.contains).map { ($0, stage) } }
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
