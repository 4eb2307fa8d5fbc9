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

    init() {}

    func run(in session: Session) throws -> Int32 {
        let context = try PipelineContext(session)
        let reproducer = try context.reproducer(session)
        var options = ReproOptions()
        options.targets = target.map { [context.resolve($0)] } ?? []
        let stages = try reproducer.selection(options)
        let graph = reproducer.graph
        session.out.write(dot ? graph.dot(stages) : mermaid ? graph.mermaid(stages) : graph.text(stages))
        return 0
    }
}
