package import MLOpsCore

extension StageGraph {
    /// The graph in Graphviz' language, as `dvc dag --dot` writes it. `main` is the pipeline file whose stages go by
    /// their names alone.
    package func dot(_ stages: [Int], main: String) -> String {
        let names = stages.map { "\(quoted($0, main));\n" }
        let edges = edges(among: stages).map { from, to in "\(quoted(from, main)) -> \(quoted(to, main));\n" }
        return "strict digraph {\n" + names.joined() + edges.joined() + "}\n"
    }

    /// The graph in Mermaid's language.
    package func mermaid(_ stages: [Int], main: String) -> String {
        let numbers = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($0.element, $0.offset + 1) })
        let nodes = stages.map { stage in
            let name = self.stages[stage].address(from: main).replacing("\"", with: "#quot;")
            return "\tnode\(numbers[stage] ?? 0)[\"\(name)\"]\n"
        }
        let edges = edges(among: stages).map { "\tnode\(numbers[$0.from] ?? 0)-->node\(numbers[$0.to] ?? 0)\n" }
        return "flowchart TD\n" + nodes.joined() + edges.joined()
    }

    /// Stages and what each needs.
    package func json(_ stages: [Int], main: String) -> JSONValue {
        let chosen = Set(stages)
        func name(_ index: Int) -> JSONValue { .string(self.stages[index].address(from: main)) }
        return [
            "schema": 1,
            "stages": .array(
                stages.map { index in
                    [
                        "name": name(index), "pipeline": .string(self.stages[index].file),
                        "needs": .array(upstream[index].filter(chosen.contains).map(name)),
                    ]
                }),
        ]
    }

    /// The graph as lines of text: a line a stage, needed ones first, beside lanes that lead from each stage to those
    /// that need it.
    package func text(_ stages: [Int], main: String) -> String {
        var drawing = LaneDrawing()
        let chosen = Set(stages)
        let downstream = downstream
        for index in stages {
            drawing.add(
                index, needing: upstream[index].filter(chosen.contains),
                neededBy: downstream[index].filter(chosen.contains),
                name: self.stages[index].address(from: main))
        }
        return drawing.text
    }

    private func edges(among stages: [Int]) -> [(from: Int, to: Int)] {
        let chosen = Set(stages)
        return stages.flatMap { stage in upstream[stage].filter(chosen.contains).map { ($0, stage) } }
    }

    private func quoted(_ index: Int, _ main: String) -> String {
        let name = stages[index].address(from: main)
        return "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
