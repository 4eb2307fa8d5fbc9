internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsRegistry
internal import MLOpsReport
internal import MLOpsTerminal
internal import MLOpsTracking
internal import MLOpsTransfer

struct ModelDiff: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how two versions differ: files, parameters, metrics, data and code",
        usage: "git mlops model diff [--json] [--exit-code] <model>@<version> <version>",
        discussion: "The second may be of another model: <model>@<version>.")

    @Argument(help: "MODEL@ a version, stage or alias")
    var old: String

    @Argument(help: "A version, stage or alias of the same model, or MODEL@VERSION")
    var new: String

    @Flag(help: "Print one JSON document")
    var json = false

    @Flag(help: "Exit with 1 when they differ")
    var exitCode = false

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let first = try ModelReference(old)
        let second = new.contains("@") ? try ModelReference(new) : ModelReference(name: first.name, selector: new)
        let difference = try VersionDifference(side(first, registry), side(second, registry), registry)
        if json {
            session.out.json(difference.json)
        } else {
            return try session.paged {
                difference.write(to: session.out)
                return exitCode && !difference.isEmpty ? 1 : 0
            }
        }
        return exitCode && !difference.isEmpty ? 1 : 0
    }

    private func side(_ reference: ModelReference, _ registry: ModelRegistry) throws -> VersionDifference.Side {
        let model = try registry.find(reference.name)
        return VersionDifference.Side(model: model, version: try registry.version(reference.selector, of: model))
    }
}
