/// What a search asks of a version. The index keeps it beside the ops, so that a search over many models folds none.
package struct VersionSummary: Sendable, Equatable {
    /// The name of its model.
    package let model: String
    package let number: Int64
    package let name: String
    /// Milliseconds since 1970 UTC.
    package let created: Int64
    package let updated: Int64
    package let author: String
    package let run: String?
    package let source: String
    package let description: String
    package let isDeleted: Bool
    /// As ``ModelRecord/stages(of:)`` and ``ModelRecord/aliases(of:)``.
    package let stages: [String]
    package let aliases: [String]
    package let tags: [String: String]
    /// ``ModelVersion/json(in:)`` on one line, names in order.
    package let document: String

    package init(
        model: String, number: Int64, name: String, created: Int64, updated: Int64, author: String, run: String?,
        source: String, description: String, isDeleted: Bool, stages: [String], aliases: [String],
        tags: [String: String], document: String
    ) {
        self.model = model
        self.number = number
        self.name = name
        self.created = created
        self.updated = updated
        self.author = author
        self.run = run
        self.source = source
        self.description = description
        self.isDeleted = isDeleted
        self.stages = stages
        self.aliases = aliases
        self.tags = tags
        self.document = document
    }

    package init(_ version: ModelVersion, of model: ModelRecord) {
        self.init(
            model: model.name, number: version.number, name: version.name, created: version.created,
            updated: version.updated, author: version.author, run: version.run, source: version.source,
            description: version.description, isDeleted: version.isDeleted, stages: model.stages(of: version.id),
            aliases: model.aliases(of: version.id),
            tags: Dictionary(version.tags.values.map { ($0.key, $0.value) }) { _, last in last },
            document: version.json(in: model).serialized(.compact(sortedKeys: true)).asText)
    }
}
