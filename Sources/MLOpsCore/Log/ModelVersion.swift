/// A registered version. Its identity is its op, not its number.
package struct ModelVersion: Sendable, Equatable {
    /// A file that belongs to the version: garbage collection never takes it.
    package struct File: Sendable, Equatable {
        package let name: String
        package let size: Int64
        package let digest: String
        /// The git blob with the content, where it is small.
        package let blob: String?

        package init(name: String, size: Int64, digest: String, blob: String? = nil) {
            self.name = name
            self.size = size
            self.digest = digest
            self.blob = blob
        }
    }

    package enum Status: String, Sendable {
        case pending, failed, ready
    }

    /// The op id of its `model.version`: member `version` of every later op about it.
    package let id: String
    package let number: Int64
    /// `v7`; of several registrations of one number all but the first are, for ever, `v7-<8 digits of the op id>`.
    package var name: String
    package let created: Int64
    package let author: String
    package var updated: Int64
    package var run: String?
    package var loggedModel: String?
    /// The commit and the tree of the code that made it.
    package var commit: String?
    package var tree: String?
    package var source: String
    package var link: String
    package var files: [File]
    /// Columns or tensors that the model takes and gives; nil when nobody said.
    package var signature: ModelSignature?
    package var status = Status.ready
    package var statusMessage = ""
    package var description = ""
    package var tags = TagSet()
    package var tombstones = Tombstones()

    package var isDeleted: Bool { tombstones.isDeleted }
    /// Whether another registration took the number: ``name`` then has digits of the op.
    package var isDisplaced: Bool { name != "v\(number)" }
}
