internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsIndex
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTracking

struct RunsExport: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write runs as JSON, with all that is known of them",
        usage: "git mlops runs export [-o <file>] [--filter <filter>] [--deleted] [<run>...]",
        discussion: """
            Without runs, all that are not deleted; with them the models that they logged. 'git mlops runs import' reads the \
            document.
            """)

    @Argument(help: "Runs, each an id, its beginning, or a name")
    var ids: [String] = []

    @Option(name: .shortAndLong, help: "Write to this file")
    var output: String?

    @Option(help: "Only runs that this filter, as MLflow has it, finds")
    var filter: String?

    @Flag(help: "Deleted runs, too")
    var deleted = false

    func run(in session: Session) throws -> Int32 {
        if filter != nil, !ids.isEmpty { throw Diagnostic.usage("name runs or give a filter, not both") }
        let store = try RunStore(session.repository())
        let search = try RunSearch(filter: filter, orders: [], limit: nil)
        var scope = try store.filter(experiment: nil)
        scope.includeDeleted = deleted
        if deleted { scope.hiddenExperiments = [] }
        let found = try ids.isEmpty ? search.find(in: store, scope).map(\.row.id) : []
        let records = try ids.map { try store.find($0) } + found.compactMap { try store.record($0) }
        let isAll = ids.isEmpty && filter == nil
        let models = try store.loggedModels(of: isAll ? nil : records, includeDeleted: deleted)
        let document = try RunDocument.export(records, loggedModels: models, in: store)
        let text = document.serialized(.compact(sortedKeys: true)) + [0x0a]
        guard let output else {
            session.out.write(text)
            return 0
        }
        try Files.write(text, to: Paths.absolute(output, in: session.context.workingDirectory))
        var parts = [records.count == 1 ? "1 run" : "\(records.count) runs"]
        if !models.isEmpty { parts.append(models.count == 1 ? "1 logged model" : "\(models.count) logged models") }
        session.reporter.note("Wrote \(parts.joined(separator: " and ")) to '\(output)'")
        return 0
    }
}
