/// A dataset that a run read: who it is (name and digest), where it comes from and what the run used it for.
package struct DatasetInput: Sendable, Equatable {
    package let name: String
    package let digest: String
    package var sourceType = ""
    package var source = ""
    /// JSON text as the writer gave it; nil when it gave none.
    package var schema: String?
    package var profile: String?
    /// What the run used it for: `context` is `train`, `eval`, ….
    package var tags: ByteMap<String> = [:]

    package init(name: String, digest: String) {
        self.name = name
        self.digest = digest
    }

    package var json: JSONValue {
        [
            "name": .string(name), "digest": .string(digest), "source_type": .string(sourceType),
            "source": .string(source), "schema": .optional(schema), "profile": .optional(profile),
            "tags": .object(JSONObject(tags.map { (key: $0.key, value: .string($0.value)) })),
        ]
    }
}

extension [DatasetInput] {
    /// Applies a `run.input` with `dataset` and `tags`: naming a dataset again is no error, what it says last counts.
    mutating func apply(_ op: Op) {
        let dataset = op.object("dataset")
        guard let name = dataset["name"]?.stringValue else { return }
        let digest = dataset["digest"]?.stringValue ?? ""
        let index =
            firstIndex { $0.name.utf8.elementsEqual(name.utf8) && $0.digest.utf8.elementsEqual(digest.utf8) } ?? count
        if index == count { append(DatasetInput(name: name, digest: digest)) }
        self[index].sourceType = dataset["source_type"]?.stringValue ?? self[index].sourceType
        self[index].source = dataset["source"]?.stringValue ?? self[index].source
        self[index].schema = dataset["schema"]?.stringValue ?? self[index].schema
        self[index].profile = dataset["profile"]?.stringValue ?? self[index].profile
        for (key, value) in op.object("tags") { self[index].tags[key] = value.stringValue }
    }
}
