internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsPipeline
internal import MLOpsTerminal

struct StageStatus: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show which stages would run, and why",
        discussion: "Says what 'git mlops repro' would do, one sentence a stage, and changes nothing.")

    @OptionGroup var selection: ReproSelection

    @Flag(help: "Print one JSON document")
    var json = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let context = try PipelineContext(session, orElseAny: true, needsAll: selection.allPipelines)
        let reproducer = try context.reproducer(session)
        let plan = try reproducer.plan(selection.options(context))
        if json {
            session.out.json(Self.document(plan, reproducer))
        } else {
            session.out.write(ReproText.plan(plan, reproducer))
        }
        return 0
    }

    private static func document(_ plan: ReproPlan, _ reproducer: Reproducer) -> JSONValue {
        [
            "schema": 1,
            "stages": .array(
                plan.items.map { item in
                    let (state, reason) = ReproText.words(item.state)
                    return [
                        "name": .string(reproducer.title(item.stage)), "pipeline": .string(item.stage.file),
                        "state": .string(state.replacing(" ", with: "-")), "reason": .optional(reason),
                    ]
                }),
        ]
    }
}
