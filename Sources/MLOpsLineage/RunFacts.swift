internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsTracking

/// What the index knows of a run, read once.
struct RunFacts {
    let id: String
    let json: JSONValue

    init?(_ id: String, in store: RunStore) throws {
        guard let text = try store.index.runJSON(id), let json = try? JSONValue.parse(Array(text.utf8)) else {
            return nil
        }
        self.id = id
        self.json = json
    }

    private var code: JSONValue { json["code"] ?? .null }

    var isDeleted: Bool { json["deleted"] == true }
    var base: ObjectID? { code["base"]?.stringValue.flatMap { ObjectID(hex: $0) } }
    var startTree: ObjectID? { code["start_tree"]?.stringValue.flatMap { ObjectID(hex: $0) } }
    var endTree: ObjectID? { code["end_tree"]?.stringValue.flatMap { ObjectID(hex: $0) } }
    var parent: String? { json["parent"]?.stringValue }
    var attachments: [String] { (code["commits"]?.arrayValue ?? []).compactMap { $0["commit"]?.stringValue } }

    /// The node's facts: who, when, what code, what environment, with which parameters.
    var facts: JSONObject {
        var facts: JSONObject = [
            "run": .string(id), "status": json["status"] ?? .null, "name": json["name"] ?? "",
            "author": json["author"] ?? "", "command": json["command"] ?? [], "host": json["host"] ?? "",
            "branch": code["branch"] ?? .null, "base": code["base"] ?? .null,
            "snapshot": code["start_tree"] ?? .null, "dirty": code["dirty"] ?? [],
            "environment_files": code["environment_files"] ?? [:],
            "params": json["params"] ?? [:], "metrics": json["metrics"] ?? [:],
        ]
        facts["started"] = time("started")
        facts["ended"] = time("ended")
        if isDeleted { facts["deleted"] = true }
        return facts
    }

    /// Milliseconds since 1970 UTC.
    private func time(_ key: String) -> JSONValue {
        json[key]?.stringValue.flatMap(Timestamp.milliseconds(rfc3339:)).map(JSONValue.integer) ?? .null
    }
}
