/// A group of runs.
package struct ExperimentRecord: Sendable, Equatable {
    /// The experiment that is always there: runs that name none belong to it.
    package static let defaultID = "0"
    package static let defaultName = "Default"

    /// 18 decimal digits drawn at random, so that clones create experiments without asking each other.
    package let id: String
    /// Ids of all creations that were united into this experiment, ``id`` first: runs may name any of them.
    package var identities: [String]
    /// Unique among experiments that are not deleted.
    package var name: String
    /// Where programs keep artifacts that are not in the object store; "" when nobody said.
    package var location = ""
    /// Milliseconds since 1970 UTC.
    package var created: Int64 = 0
    package var updated: Int64 = 0
    package var author = ""
    package var tags = TagSet()
    package var tombstones = Tombstones()

    package var isDeleted: Bool { tombstones.isDeleted }

    package var json: JSONValue {
        [
            "id": .string(id), "identities": .array(identities.map(JSONValue.string)), "name": .string(name),
            "location": .string(location), "created": .integer(created), "updated": .integer(updated),
            "author": .string(author), "tags": tags.json, "deleted": .bool(isDeleted),
        ]
    }
}
