internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsPipeline
internal import MLOpsTerminal

struct Dag: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "dag", abstract: "Show which stage needs which")

    @Argument(help: "Show only this stage or output and what it needs")
    var target: String?

    @Flag(help: "Print the graph for Graphviz")
    var dot = false

    @Flag(help: "Print the graph for Mermaid")
    var mermaid = false

    @Flag(name: .customLong("md"), help: "Print the graph for Mermaid as a block of Markdown")
    var markdown = false

    @Flag(name: .shortAndLong, help: "Show what stages make instead of stages")
    var outs = false

    @Flag(name: [.customLong("collapse-foreach-matrix")], help: "Show the stages of a foreach or matrix as one")
    var collapse = false

    @Flag(help: "Print one JSON document")
    var json = false

    @Flag(help: "Show everything that hangs together with the target")
    var full = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let context = try PipelineContext(session, orElseAny: true)
        let reproducer = try context.reproducer(session)
        let graph = try StageGraph(
            stages: reproducer.graph.stages + context.dataSources(), cutsFrozen: false)
        let stages = try selection(graph, reproducer, context)
        let main = context.pipeline.file.description
        let drawing = outs ? graph.outputs(of: stages) : graph.drawing(of: stages, main: main, collapsed: collapse)
        if json {
            session.out.json(outs || collapse ? drawing.json : graph.json(stages, main: main))
        } else if dot {
            session.out.write(drawing.dot)
        } else if mermaid || markdown {
            session.out.write(markdown ? "```mermaid\n\(drawing.mermaid)```\n" : drawing.mermaid)
        } else {
            session.out.write(drawing.text)
        }
        return 0
    }

    /// What the target names, in a graph that has data of no stage as well.
    private func selection(_ graph: StageGraph, _ reproducer: Reproducer, _ context: PipelineContext) throws -> [Int] {
        guard let target else { return graph.order }
        var options = ReproOptions()
        options.targets = [context.resolve(target)]
        options.isSingle = true
        // The stages come first in the graph, so that their numbers are those of the smaller one.
        let own = graph.maker(of: options.targets[0]).map { [$0] }
        let targets = try own ?? reproducer.selection(options)
        return full ? graph.components(of: targets) : graph.closure(of: targets)
    }
}
