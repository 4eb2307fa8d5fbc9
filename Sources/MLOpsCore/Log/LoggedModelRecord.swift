/// A model that a run logged, before anybody registers it.
package struct LoggedModelRecord: Sendable, Equatable {
    package enum Status: String, Sendable {
        case pending, ready, failed
    }

    /// `m-` and 32 hexadecimal digits.
    package let id: String
    package var name = ""
    package var experiment = ExperimentRecord.defaultID
    package var modelType = ""
    package var sourceRun: String?
    package var status = Status.pending
    package var statusMessage = ""
    /// Milliseconds since 1970 UTC.
    package var created: Int64 = 0
    package var updated: Int64 = 0
    package var author = ""
    /// Written once, like those of a run.
    package var params = JSONObject()
    package var conflicts: [String] = []
    package var tags = TagSet()
    package var artifacts: [ArtifactRecord] = []
    package var tombstones = Tombstones()

    package init(id: String) {
        self.id = id
    }

    package var isDeleted: Bool { tombstones.isDeleted }

    package var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "experiment": .string(experiment), "type": .string(modelType),
            "source_run": .optional(sourceRun), "status": .string(status.rawValue),
            "status_message": .string(statusMessage), "created": .integer(created), "updated": .integer(updated),
            "author": .string(author), "params": .object(params),
            "conflicts": .array(conflicts.map(JSONValue.string)), "tags": tags.json,
            "artifacts": .array(artifacts.map(\.json)), "deleted": .bool(isDeleted),
        ]
    }
}
