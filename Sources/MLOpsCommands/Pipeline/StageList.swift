internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsPipeline
internal import MLOpsTerminal

struct StageList: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the stages in the order in which they run")

    @Argument(help: "Stages, groups, outputs, pipeline files or folders")
    var targets: [String] = []

    @Flag(name: [.short, .long], help: "List the stages of all pipelines of the repository")
    var all = false

    @Flag(help: "Print names only")
    var nameOnly = false

    @Flag(help: "Print one JSON document")
    var json = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let context = try PipelineContext(session, orElseAny: all || !targets.isEmpty, needsAll: all)
        let reproducer = try context.reproducer(session)
        var options = ReproOptions()
        options.targets = targets.map(context.resolve)
        options.reach = all ? .everything : .single
        let selection = try reproducer.selection(options)
        let stages = selection.map { reproducer.graph.stages[$0] }
        if json {
            session.out.json(Self.document(reproducer, selection))
        } else if nameOnly {
            for stage in stages { session.out.line(reproducer.title(stage)) }
        } else {
            let width = stages.map { reproducer.title($0).count }.max() ?? 0
            for stage in stages {
                let title = reproducer.title(stage)
                let name = title + String(repeating: " ", count: width - title.count)
                session.out.line("\(session.out.paint(name, .bold))  \(Self.summary(stage))")
            }
        }
        return 0
    }

    /// Its description, else what it makes.
    private static func summary(_ stage: Stage) -> String {
        if let description = stage.description {
            return description.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        }
        let words: [(StageOutput.Kind, String)] = [(.output, "makes"), (.metrics, "reports"), (.plots, "plots")]
        let parts = words.compactMap { kind, word -> String? in
            let paths = stage.outs.filter { $0.kind == kind }.map(\.path)
            return paths.isEmpty ? nil : "\(word) \(paths.joined(separator: ", "))"
        }
        return parts.isEmpty ? "runs \(stage.commands.first ?? "")" : parts.joined(separator: "; ")
    }

    private static func document(_ reproducer: Reproducer, _ selection: [Int]) -> JSONValue {
        let graph = reproducer.graph
        let stages = selection.map { index -> JSONValue in
            let stage = graph.stages[index]
            func paths(_ kind: StageOutput.Kind) -> JSONValue {
                .array(stage.outs.filter { $0.kind == kind }.map { .string($0.path) })
            }
            return [
                "name": .string(reproducer.title(stage)), "pipeline": .string(stage.file),
                "commands": .array(stage.commands.map(JSONValue.string)),
                "working_directory": .string(stage.workingDirectory), "deps": .array(stage.deps.map(JSONValue.string)),
                "params": .array(
                    stage.params.map {
                        ["file": .string($0.file), "keys": $0.keys.map { .array($0.map(JSONValue.string)) } ?? .null]
                    }),
                "outs": paths(.output), "metrics": paths(.metrics), "plots": paths(.plots),
                "needs": .array(graph.upstream[index].map { .string(reproducer.title(graph.stages[$0])) }),
                "frozen": .bool(stage.isFrozen), "always_changed": .bool(stage.isAlwaysChanged),
                "description": .optional(stage.description),
            ]
        }
        return ["schema": 1, "pipeline": .string(reproducer.pipeline.file.description), "stages": .array(stages)]
    }
}
