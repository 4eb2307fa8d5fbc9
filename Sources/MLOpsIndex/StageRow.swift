internal import GRDB
internal import MLOpsCore

/// The record of a stage that ran, as the index keeps it: without what was printed, which nothing is looked up by.
package struct StageRow: Sendable, Equatable {
    /// The op `run.stage` that it came with.
    package let op: String
    /// The run that the stage was a part of.
    package let run: String
    /// Milliseconds since 1970 UTC.
    package let started: Int64
    /// The record (docs/formats/pipeline.md) without `digest` and `details.tail`.
    package let json: String

    init?(_ op: Op) {
        guard var record = op.body["record"]?.objectValue, let run = op.run else { return nil }
        var details = record["details"]?.objectValue ?? [:]
        details["tail"] = nil
        record["details"] = .object(details)
        record["digest"] = nil
        self.op = op.id
        self.run = run
        started = record["started"]?.integerValue ?? 0
        json = JSONValue.object(record).serialized(.compact(sortedKeys: true)).asText
    }

    /// Columns: op, run, started, json.
    init(_ row: Row) {
        op = row[0]
        run = row[1]
        started = row[2]
        json = row[3]
    }
}
