internal import ArgumentParser
internal import MLOpsPipeline

/// Which stages a command is about: the words of `dvc repro`.
struct ReproSelection: ParsableArguments {
    @Argument(help: "Stages, groups, outputs, pipeline files or folders (default: everything in the pipeline here)")
    var targets: [String] = []

    @Flag(name: .shortAndLong, help: "Take the stages that are up to date as well")
    var force = false

    @Flag(name: .shortAndLong, help: "Take only the targets, not what they need")
    var singleItem = false

    @Flag(name: .shortAndLong, help: "Take all stages that hang together with the targets")
    var pipeline = false

    @Flag(name: [.customShort("P"), .long], help: "Take all stages of all pipelines of the repository")
    var allPipelines = false

    @Flag(help: "Take the targets and what follows from them")
    var downstream = false

    @Flag(help: "Run all that follows from a stage that runs, whatever it made")
    var forceDownstream = false

    @Flag(help: "Targets are patterns of names")
    var glob = false

    @Flag(name: [.customShort("R"), .long], help: "Targets are folders; kept for dvc's sake, folders are always taken")
    var recursive = false

    @Flag(help: "What is missing but known counts as being there")
    var allowMissing = false

    @Flag(help: "Get from the remote what is missing")
    var pull = false

    @Flag(help: "Do not put back what a stage made of the same inputs before")
    var noRunCache = false

    init() {}

    func options(_ context: PipelineContext) -> ReproOptions {
        var options = ReproOptions()
        options.targets = targets.map(context.resolve)
        options.isForced = force
        if singleItem { options.reach = .single }
        if pipeline { options.reach = .pipelines }
        if downstream { options.reach = .downstream }
        if allPipelines { options.reach = .everything }
        options.forcesDownstream = forceDownstream
        options.isPattern = glob
        options.allowsMissing = allowMissing
        options.pulls = pull
        options.usesRunCache = !noRunCache
        return options
    }
}
