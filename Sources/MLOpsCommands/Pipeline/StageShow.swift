internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsPipeline
internal import MLOpsTerminal
internal import MLOpsTracking

struct StageShow: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a stage, what it would do and how it last ran")

    @Argument(help: "A stage")
    var stage: String

    @Flag(help: "Print one JSON document")
    var json = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let context = try PipelineContext(session, orElseAny: true)
        let reproducer = try context.reproducer(session)
        var options = ReproOptions()
        options.targets = [context.resolve(stage)]
        options.isSingle = true
        let store = LogStageStore(context.repository)
        let items = try reproducer.plan(options).items
        if json {
            let stages = try items.map { item -> JSONValue in
                let record = try store.latest(stage: item.stage.name, pipeline: item.stage.file)
                return [
                    "name": .string(reproducer.title(item.stage)), "state": .string(ReproText.state(item.state)),
                    "record": record?.json ?? .null,
                ]
            }
            session.out.json(["schema": 1, "stages": .array(stages)])
            return 0
        }
        for item in items {
            let record = try store.latest(stage: item.stage.name, pipeline: item.stage.file)
            for line in Self.lines(item, reproducer.title(item.stage), record) { session.out.line(line) }
        }
        return 0
    }

    private static func lines(_ item: ReproPlan.Item, _ title: String, _ record: StageRecord?) -> [String] {
        let stage = item.stage
        var lines = ["stage \(title) (\(stage.file))", "state    \(ReproText.state(item.state))"]
        if let description = stage.description { lines.append("about    \(description)") }
        if !stage.workingDirectory.isEmpty { lines.append("folder   \(stage.workingDirectory)") }
        lines += stage.commands.map { "runs     \($0)" }
        lines += stage.deps.map { "needs    \($0)" }
        lines += stage.params.map { "needs    \($0.file)" + ($0.keys.map { ": \($0.joined(separator: ", "))" } ?? "") }
        lines += stage.outs.map { "makes    \($0.path)" }
        guard let record else { return lines }
        let time = DecimalText.duration(milliseconds: record.ended - record.started)
        let processor = DecimalText.duration(milliseconds: (record.userMicroseconds + record.systemMicroseconds) / 1000)
        if record.ended > 0 {
            lines.append("last ran \(Timestamp.local(record.ended)), \(time), processor \(processor)")
        }
        if let run = record.details["run"]?.stringValue { lines.append("run      \(RunName.short(run))") }
        lines.append("key      \(record.key)")
        return lines
    }
}
