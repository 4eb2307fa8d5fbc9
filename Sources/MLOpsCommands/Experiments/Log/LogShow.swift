internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsLog
internal import MLOpsTerminal
internal import MLOpsTracking

struct LogShow: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the ops of a run as they are stored",
        usage: "git mlops log show [--json] (--all | <run | op>...)",
        discussion: "One op a line, as JSON, in the order in which they count.")

    @Argument(
        help: "Runs, each an id, its beginning, or a name; ids of models or experiments; ops by id or its beginning")
    var targets: [String] = []

    @Flag(help: "Show every op")
    var all = false

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        if all != targets.isEmpty { throw Diagnostic.usage("name runs or ops to show, or give --all") }
        return try session.paged {
            let store = try RunStore(session.repository())
            let lines = all ? try store.log.allOps().map(\.line) : try targets.flatMap { try store.storedOps(of: $0) }
            if json {
                let ops = lines.compactMap { try? JSONValue.parse($0) }
                session.out.json(["ops": .array(ops), "schema": 1])
            } else {
                for line in lines { session.out.write(line + [0x0a]) }
            }
            return 0
        }
    }
}
