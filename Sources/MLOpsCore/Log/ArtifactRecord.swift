/// A file that a run or a logged model keeps: large ones in the object store, small ones in git.
package struct ArtifactRecord: Sendable, Equatable {
    package let name: String
    package let size: Int64
    /// SHA-256 when it is a large object, else nil.
    package let digest: String?
    /// git blob when it is small, else nil.
    package let blob: String?
}

extension [ArtifactRecord] {
    /// Applies an op with `name` and `size`, `sha256` or `blob`; `removed`: true takes the file away. The last of a name
    /// counts.
    mutating func apply(_ op: Op) {
        guard let name = op.text("name") else { return }
        removeAll { $0.name.utf8.elementsEqual(name.utf8) }
        if op.body["removed"]?.boolValue == true { return }
        append(
            ArtifactRecord(name: name, size: op.integer("size") ?? 0, digest: op.text("sha256"), blob: op.text("blob")))
    }
}

extension ArtifactRecord {
    package var json: JSONValue {
        [
            "name": .string(name), "size": .integer(size), "sha256": .optional(digest), "blob": .optional(blob),
        ]
    }
}
