internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
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
            let repository = try session.repository()
            let before = try file.stages(repository).map(\.name)
            try file.write(file.editor.removing(group), repository)
            let after = try file.stages(repository).map(\.name)
            try Pipeline.forget(
                before.filter { !after.contains($0) }, of: file.path, root: repository.workTree ?? "")
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
        guard stage.name == stage.group || name == stage.group || name.hasSuffix(":" + stage.group) else {
            throw Diagnostic.fatal(
                "'\(stage.name)' is one of the stages that '\(stage.group)' in '\(stage.file)' makes",
                hint: "change its values there, or name '\(stage.group)', which is all of them")
        }
        return (try PipelineFile(context.repository, of: stage), stage.group)
    }
}
