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

    @Flag(help: "Print one JSON document")
    var json = false

    @Flag(help: "Show everything that hangs together with the target")
    var full = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let context = try PipelineContext(session, orElseAny: true)
        let reproducer = try context.reproducer(session)
        var options = ReproOptions()
        options.targets = target.map { [context.resolve($0)] } ?? []
        options.reach = target == nil ? .everything : full ? .pipelines : .needed
        let stages = try reproducer.selection(options)
        let graph = reproducer.graph
        let main = context.pipeline.file.description
        if json {
            session.out.json(graph.json(stages, main: main))
        } else if dot {
            session.out.write(graph.dot(stages, main: main))
        } else if mermaid {
            session.out.write(graph.mermaid(stages, main: main))
        } else {
            session.out.write(graph.text(stages, main: main))
        }
        return 0
    }
}
