package import MLOpsCore

extension StageGraph {
    /// The stages of the graph, by the names that somebody has for them who works with the pipeline `main`.
    /// `collapsed`: those of a `foreach` or `matrix` as one.
    package func drawing(of stages: [Int], main: String, collapsed: Bool = false) -> GraphDrawing {
        func name(_ index: Int) -> String {
            var stage = self.stages[index]
            if collapsed { stage.name = stage.group }
            return stage.address(from: main)
        }
        let chosen = Set(stages)
        var drawing = GraphDrawing()
        for index in stages {
            drawing.add(name(index), needs: upstream[index].filter(chosen.contains).map(name))
        }
        return drawing
    }

    /// What the stages make, each beside what its stage needs that another one makes.
    package func outputs(of stages: [Int]) -> GraphDrawing {
        let chosen = Set(stages)
        var drawing = GraphDrawing()
        for index in stages {
            let inputs = self.stages[index].inputs
            let needs = upstream[index].filter(chosen.contains).flatMap { self.stages[$0].outs.map(\.path) }
                .filter { path in
                    inputs.contains { RelativePath.isInside($0, path) || RelativePath.isInside(path, $0) }
                }
            for out in self.stages[index].outs { drawing.add(out.path, needs: needs) }
        }
        return drawing
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
}
