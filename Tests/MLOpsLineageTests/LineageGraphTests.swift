import MLOpsCore
import MLOpsLineage
import Testing

@Suite struct LineageGraphTests {
    @Test func whatIsThereIsOnlyCompleted() {
        var graph = LineageGraph(.up)
        let isNew = graph.add(LineageNode("a", .data, "first", ["size": 1]))
        let isNewAgain = graph.add(LineageNode("a", .data, "second", ["size": 2, "path": "a.csv"]))
        #expect(isNew && !isNewAgain)
        #expect(graph.nodes.count == 1)
        #expect(graph.node("a")?.title == "first")
        #expect(graph.node("a")?.facts["size"] == 1)
        #expect(graph.node("a")?.facts["path"] == "a.csv")
        graph.add(root: "a")
        graph.add(root: "a")
        #expect(graph.roots == ["a"])
    }

    /// The same edges lead to causes or to effects, as the question goes.
    @Test(arguments: [LineageGraph.Direction.up, .down]) func stepsGoTheWayOfTheQuestion(
        _ direction: LineageGraph.Direction
    ) {
        var graph = LineageGraph(direction)
        for _ in 0..<2 { graph.add(LineageEdge("model", .made, "train")) }
        #expect(graph.edges.count == 1)
        #expect(Array(graph.steps().keys) == [direction == .up ? "model" : "train"])
    }

    @Test func activitiesComeInTheOrderOfTime() {
        var graph = LineageGraph(.up)
        graph.add(LineageNode("late", .stage, "late", ["started": 2]))
        graph.add(LineageNode("data", .data, "data"))
        graph.add(LineageNode("early", .run, "early", ["started": 1]))
        #expect(graph.activities.map(\.id) == ["early", "late"])
    }

    @Test func hostileTitlesStayInTheirQuotes() {
        var graph = LineageGraph(.up)
        graph.add(LineageNode("a", .data, "x\"]; evil [label=\"\n\\"))
        let dot = graph.dot()
        #expect(dot.contains(#"label="x\"]; evil [label=\""#), "\(dot)")
        #expect(dot.split(separator: "\n").count == 5, "\(dot)")
    }
}
