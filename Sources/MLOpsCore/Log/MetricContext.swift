/// What points were measured on: a dataset, a logged model, both or (for most) neither.
package struct MetricContext: Sendable, Hashable, Comparable {
    package var dataset: String?
    package var digest: String?
    /// Id of the logged model.
    package var loggedModel: String?

    package init(dataset: String? = nil, digest: String? = nil, loggedModel: String? = nil) {
        self.dataset = dataset
        self.digest = digest
        self.loggedModel = loggedModel
    }

    package var isEmpty: Bool { dataset == nil && digest == nil && loggedModel == nil }

    /// Reads `dataset` {name, digest} and `logged` of an op or of a line of the journal.
    package init(_ members: JSONObject) {
        self.init(
            dataset: members["dataset"]?["name"]?.stringValue, digest: members["dataset"]?["digest"]?.stringValue,
            loggedModel: members["logged"]?.stringValue)
    }

    /// The members that ``init(_:)`` reads.
    package var members: JSONObject {
        var members = JSONObject()
        if dataset != nil || digest != nil {
            var identity = JSONObject()
            identity["digest"] = digest.map(JSONValue.string)
            identity["name"] = dataset.map(JSONValue.string)
            members["dataset"] = .object(identity)
        }
        members["logged"] = loggedModel.map(JSONValue.string)
        return members
    }

    private var key: String { members.isEmpty ? "" : JSONValue.object(members).serialized(.compact).asText }

    package static func < (left: MetricContext, right: MetricContext) -> Bool { ByteKey(left.key) < ByteKey(right.key) }
}
