internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsPipeline
internal import MLOpsTerminal

struct Repro: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "repro",
        abstract: "Run the stages of the pipeline that are out of date",
        discussion: """
            A stage is up to date when its record says that its outputs came from its present command, inputs and \
            parameters. TARGETS are stages, groups or outputs; what they need comes with them.
            """)

    @Argument(help: "Stages, groups or outputs (default: everything)")
    var targets: [String] = []

    @Flag(name: .shortAndLong, help: "Run stages that are up to date as well")
    var force = false

    @Flag(name: .shortAndLong, help: "Run only the targets, not what they need")
    var singleItem = false

    @Flag(name: [.customShort("n"), .customLong("dry-run"), .customLong("dry")], help: "Show what would run and why")
    var dryRun = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let context = try PipelineContext(session)
        var options = ReproOptions()
        options.targets = targets.map(context.resolve)
        options.isForced = force
        options.isSingle = singleItem
        let reproducer = try context.reproducer(session)
        if dryRun {
            session.out.write(ReproText.plan(try reproducer.plan(options)))
            return 0
        }
        let outcome = try reproducer.execute(options)
        return ReproText.report(outcome, to: session.reporter)
    }
}
