import MLOpsCore
import MLOpsPipeline
import MLOpsTestSupport
import Testing

@Suite struct StageGraphTests {
    private func graph(_ text: String) throws -> StageGraph {
        try StageGraph(try PipelineFiles(pipeline: text, ["params.yaml": "a: 1"]).pipeline())
    }

    private func names(_ graph: StageGraph, _ order: [Int]) -> [String] {
        order.map { graph.stages[$0].name }
    }

    @Test func orderFollowsNeedsThenTheFile() throws {
        let graph = try graph(
            """
            stages:
              evaluate: {cmd: x, deps: [model, data/test.csv], metrics: [m.json]}
              lint: {cmd: x}
              train: {cmd: x, deps: [data], outs: [model]}
              split: {cmd: x, deps: [raw.csv], outs: [data/train.csv, data/test.csv]}
              report: {cmd: x, params: [{m.json: [acc]}], outs: [report.md]}
            """)
        #expect(names(graph, graph.order) == ["lint", "split", "train", "evaluate", "report"])
        #expect(names(graph, graph.upstream[0]) == ["train", "split"])
        #expect(names(graph, graph.closure(of: [2])) == ["split", "train"])
        #expect(graph.maker(of: "data/train.csv").map { graph.stages[$0].name } == "split")
        #expect(graph.maker(of: "model/weights.bin").map { graph.stages[$0].name } == "train")
        #expect(graph.maker(of: "mode") == nil)
        #expect(graph.drawing(of: graph.order, main: "mlops.yaml").text.contains("  evaluate\n"))
        #expect(
            graph.drawing(of: [3, 2], main: "mlops.yaml").dot
                == "strict digraph {\n\"split\";\n\"train\";\n\"split\" -> \"train\";\n}\n")
        #expect(
            graph.drawing(of: [3, 2], main: "mlops.yaml").mermaid
                == "flowchart TD\n\tnode1[\"split\"]\n\tnode2[\"train\"]\n\tnode1-->node2\n")
    }

    @Test func frozenStagesNeedNothing() throws {
        let graph = try graph(
            "stages:\n  a: {cmd: x, outs: [o]}\n  b: {cmd: x, deps: [o], outs: [p], frozen: true}\n  c: {cmd: x, deps: [p]}\n"
        )
        #expect(names(graph, graph.closure(of: [2])) == ["b", "c"])
    }

    @Test(arguments: [
        (
            "stages:\n  a: {cmd: x, deps: [p], outs: [o]}\n  b: {cmd: x, deps: [o], outs: [p]}\n",
            "mlops.yaml:2: the stages depend on each other: a -> b -> a"
        ),
        (
            "stages:\n  a: {cmd: x, deps: [o/in], outs: [o]}\n",
            "mlops.yaml:2: 'a' depends on 'o/in', which it makes itself"
        ),
        (
            "stages:\n  a: {cmd: x, outs: [o]}\n  b: {cmd: x, metrics: [o]}\n",
            "mlops.yaml:3: 'a' and 'b' both make 'o'"
        ),
        (
            "stages:\n  a: {cmd: x, outs: [o-1, o]}\n  b: {cmd: x, outs: [o/p/q]}\n",
            "mlops.yaml:3: 'a' and 'b' both make 'o' and, within it, 'o/p/q'"
        ),
        ("stages:\n  a: {cmd: x, outs: [o], plots: [./o]}\n", "mlops.yaml:2: 'a' makes 'o' twice"),
    ])
    func impossibleGraphsAreRefused(_ text: String, _ message: String) throws {
        let error = #expect(throws: Diagnostic.self) { try graph(text) }
        #expect(error?.message == message)
    }

    /// In any acyclic graph every stage comes after all it needs, and the order does not depend on chance.
    @Test(arguments: 0..<30) func anyOrderIsTopological(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let count = Int.random(in: 1...30, using: &random)
        let ranks = (0..<count).shuffled(using: &random)
        var text = "stages:\n"
        for index in 0..<count {
            let deps = (0..<count).filter { ranks[$0] < ranks[index] && Int.random(in: 0..<4, using: &random) == 0 }
            text +=
                "  s\(index): {cmd: x, deps: [\(deps.map { "o\($0)" }.joined(separator: ", "))], outs: [o\(index)]}\n"
        }
        let graph = try graph(text)
        #expect(graph.order.sorted() == Array(0..<count))
        for (position, index) in graph.order.enumerated() {
            #expect(graph.upstream[index].allSatisfy { graph.order[..<position].contains($0) })
        }
        #expect(try self.graph(text).order == graph.order)
    }

    @Test func drawings() throws {
        let graph = try graph(
            """
            stages:
              each: {foreach: [a, b], do: {cmd: x, deps: ["in_${item}"], outs: ["${item}/raw", "${item}.log"]}}
              join: {cmd: x, deps: [a, b.log], outs: [all]}
            """)
        let all = Array(graph.stages.indices)
        let outs = graph.outputs(of: all)
        #expect(outs.dot.contains("\"a/raw\" -> \"all\";") && outs.dot.contains("\"b.log\" -> \"all\";"))
        #expect(!outs.dot.contains("\"b/raw\" ->"))
        let one = graph.drawing(of: all, main: "mlops.yaml", collapsed: true)
        #expect(one.dot == "strict digraph {\n\"each\";\n\"join\";\n\"each\" -> \"join\";\n}\n")
        #expect(one.json["nodes"]?.arrayValue?.count == 2)
        // Seen as one, groups may need each other: then there is still an order.
        let round = try self.graph(
            """
            stages:
              p: {foreach: {a: {in: x}, b: {in: q}}, do: {cmd: x, deps: ["${item.in}"], outs: ["p${key}"]}}
              r: {foreach: [1], do: {cmd: x, deps: [pa], outs: [q]}}
            """)
        #expect(round.drawing(of: round.order, main: "mlops.yaml", collapsed: true).text.contains("p"))
    }
}
