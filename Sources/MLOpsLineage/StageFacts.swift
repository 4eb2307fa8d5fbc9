internal import MLOpsCore
internal import MLOpsIndex

/// A record of a stage as the lineage needs it.
struct StageFacts {
    struct Content {
        let path: String
        let hash: String
        let facts: JSONObject
    }

    let row: StageRow
    let record: JSONValue

    init?(_ row: StageRow) {
        guard let record = try? JSONValue.parse(Array(row.json.utf8)) else { return nil }
        self.row = row
        self.record = record
    }

    var nodeID: String { "stage:\(row.op)" }
    var name: String { record["stage"]?.stringValue ?? "?" }
    var key: String { record["key"]?.stringValue ?? row.op }
    var started: Int64 { row.started }
    var ended: Int64 { record["ended"]?.integerValue ?? row.started }

    var deps: [Content] {
        (record["inputs"]?["deps"]?.objectValue ?? [:]).compactMap { path, value in Self.content(path, value) }
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    var outs: [Content] {
        (record["outs"]?.arrayValue ?? []).compactMap { value in
            value["path"]?.stringValue.flatMap { Self.content($0, value) }
        }
    }

    private static func content(_ path: String, _ value: JSONValue) -> Content? {
        guard let hash = value["sha256"]?.stringValue else { return nil }
        var facts: JSONObject = ["path": .string(path), "sha256": .string(hash)]
        for key in ["size", "files", "md5", "listing"] where value[key] != nil { facts[key] = value[key] }
        return Content(path: path, hash: hash, facts: facts)
    }

    var node: LineageNode {
        let details = record["details"] ?? .null
        var facts: JSONObject = [
            "stage": .string(name), "pipeline": record["pipeline"] ?? "", "run": .string(row.run),
            "op": .string(row.op),
            "key": .string(key), "commands": record["inputs"]?["cmd"] ?? [],
            "working_directory": record["inputs"]?["wdir"] ?? "", "params": record["inputs"]?["params"] ?? [:],
            "started": .integer(started), "ended": .integer(ended),
        ]
        facts["image"] = record["inputs"]?["image"]
        for key in ["user_us", "system_us", "peak_kib"] { facts[key] = record[key] }
        for key in ["host", "version", "executor", "shell", "outcome", "attempt", "commit", "seed", "split"] {
            facts[key == "version" ? "program_version" : key] = details[key]
        }
        return LineageNode(nodeID, .stage, name, facts)
    }
}
