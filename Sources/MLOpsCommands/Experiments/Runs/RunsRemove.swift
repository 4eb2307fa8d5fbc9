internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTracking

struct RunsRemove: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Hide runs; 'runs restore' brings them back",
        usage: "git mlops runs rm [-n] <run>...")

    @Argument(help: "Runs, each an id, its beginning, or a name")
    var ids: [String]

    @Flag(name: [.customShort("n"), .long], help: "Only say what would be hidden")
    var dryRun = false

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        let records = try ids.map { try store.find($0) }
        if !dryRun { try RunEditing.delete(records, in: store) }
        for record in records {
            session.reporter.note("\(dryRun ? "would hide" : "hidden") \(RunName.short(record.id)) \(record.name)")
        }
        return 0
    }
}
