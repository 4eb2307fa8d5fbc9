internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLineage
internal import MLOpsReport
internal import MLOpsTerminal
internal import MLOpsTracking

struct LineageCommand: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "lineage", abstract: "Show what made something, or what was made from it",
        usage: """
            git mlops lineage [--up | --down] [--json | --dot | --md | --openlineage | --prov]
                              (<rev> | <run> | <model>@<version> | <path> | <rev>:<path>)
            """,
        discussion: """
            Data with hash, path and commit, code with commit and snapshot, parameters, environment and the stages that \
            ran; with --down runs, outputs, model versions and their stages. Links that are missing are named.
            """)

    @Argument(help: "A commit, a run, MODEL@VERSION (or stage, or alias), a path, REV:PATH or a SHA-256")
    var target: String

    @Flag(help: "Show what was made from it (default: --up, what made it)")
    var down = false

    @Flag(help: "Show what made it")
    var up = false

    @Flag(help: "Print one JSON document")
    var json = false

    @Flag(help: "Print the graph for Graphviz")
    var dot = false

    @Flag(help: "Print Markdown")
    var md = false

    @Flag(help: "Print OpenLineage events, one JSON document a line")
    var openlineage = false

    @Flag(help: "Print PROV-JSON")
    var prov = false

    func run(in session: Session) throws -> Int32 {
        if up, down { throw Diagnostic.usage("--up and --down go in opposite directions: choose one") }
        if [json, dot, md, openlineage, prov].count(where: { $0 }) > 1 {
            throw Diagnostic.usage("choose one of --json, --dot, --md, --openlineage and --prov")
        }
        let repository = try session.repository()
        let store = try RunStore(repository)
        let graph = try LineageTracer(store, direction: down ? .down : .up).trace(LineageTarget(target, in: store))
        return try show(graph, repository, session)
    }

    private func show(_ graph: LineageGraph, _ repository: Repository, _ session: Session) throws -> Int32 {
        if json {
            var document = graph.json
            document["target"] = .string(target)
            session.out.json(.object(document))
        } else if dot {
            session.out.write(graph.dot())
        } else if md {
            session.out.write(title + LineageOutline(graph).markdown(escape: MarkupText.markdown))
        } else if openlineage {
            let producer = "urn:git-mlops:\(Application.version)"
            let events = OpenLineageEvents(graph, namespace: try Self.name(of: repository), producer: producer)
            for event in events.events {
                session.out.write(event.serialized(.compact(sortedKeys: true)) + [0x0a])
            }
        } else if prov {
            session.out.json(ProvenanceDocument(graph, repository: try Self.name(of: repository)).json)
        } else {
            return try session.paged {
                session.out.write(LineageOutline(graph).text { session.out.paint($0, .yellow) })
                return 0
            }
        }
        return 0
    }

    private var title: String {
        "## \(down ? "Made from" : "Lineage of") \(MarkupText.markdown(target))\n\n"
    }

    /// The address of `origin` without what logs in there, else the folder.
    private static func name(of repository: Repository) throws -> String {
        guard let address = try repository.config["remote.origin.url"], !address.isEmpty else {
            return "file://" + (repository.workTree ?? repository.gitDirectory)
        }
        guard let scheme = address.firstRange(of: "://") else {
            return address.hasPrefix("/") ? "file://\(address)" : address
        }
        let rest = address[scheme.upperBound...]
        let host = rest.prefix { $0 != "/" }
        guard let at = host.lastIndex(of: "@") else { return address }
        return String(address[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }
}
