internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsPipeline
internal import MLOpsTerminal

struct StageRemove: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove stages from the pipeline; what they made stays")

    @Argument(help: "Stages")
    var stages: [String]

    init() {}

    func run(in session: Session) throws -> Int32 {
        for name in stages {
            let (file, group) = try StageTarget.find(name, session)
            try file.write(file.editor.removing(group), session.repository())
            session.reporter.note("Removed stage '\(group)' from '\(file.path)'")
        }
        return 0
    }
}

/// The file and the entry in it that a command about a stage changes.
enum StageTarget {
    static func find(_ name: String, _ session: Session) throws -> (file: PipelineFile, group: String) {
        let context = try PipelineContext(session, orElseAny: true)
        let reproducer = try context.reproducer(session)
        var options = ReproOptions()
        options.targets = [context.resolve(name)]
        options.isSingle = true
        guard let index = try reproducer.selection(options).first else {
            throw Diagnostic.fatal("no such stage '\(name)'", hint: "git mlops stage list")
        }
        let stage = reproducer.graph.stages[index]
        return (try PipelineFile(context.repository, of: stage), stage.group)
    }
}
