internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsLog
internal import MLOpsTerminal
internal import MLOpsTracking

struct RunsShow: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run", usage: "git mlops runs show [--json] [--metric <key>] <run>")

    @Argument(help: "Run id, its beginning, or a name")
    var id: String

    @Option(help: "Show every point of this metric instead")
    var metric: String?

    @OptionGroup var output: OutputOptions

    func run(in session: Session) throws -> Int32 {
        try session.paged { try show(in: session) }
    }

    private func show(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        let record = try store.find(id)
        if let metric {
            try history(metric, of: record, store, session)
        } else if output.json {
            session.out.json(.object(["run": record.json, "schema": 1]))
        } else {
            let experiment = try store.experimentName(of: record)
            RunView.write(record, experiment: experiment, to: session.out)
        }
        return 0
    }

    private func history(_ metric: String, of record: RunRecord, _ store: RunStore, _ session: Session) throws {
        let points = try store.log.metricHistory(of: record.id, key: metric)
        if points.isEmpty {
            throw Diagnostic.fatal(
                "no such metric '\(metric)' in run '\(RunName.short(record.id))'",
                hint: "git mlops runs show \(RunName.short(record.id))")
        }
        if output.json {
            let items = points.map { point -> JSONValue in
                [
                    "step": .integer(point.step), "time": .string(Timestamp.rfc3339(point.time)),
                    "value": .double(point.value),
                ]
            }
            return session.out.json(.object(["key": .string(metric), "points": .array(items), "schema": 1]))
        }
        for point in points {
            session.out.line(
                "\(point.step)\t\(Timestamp.rfc3339(point.time))\t\(JSONValue.double(point.value).serialized(.compact).asText)"
            )
        }
    }
}
