/// What git stores in place of a large file: Git LFS's pointer, version 1 (docs/formats/pointer.md).
package struct Pointer: Hashable, Sendable {
    /// A step of the clean pipeline that changed the content: `ext-N-NAME` with the hash of its input.
    package struct Extension: Hashable, Sendable {
        /// One digit, unique within a pointer.
        package let priority: UInt8
        package let name: String
        package let id: ContentID

        package init(priority: UInt8, name: String, id: ContentID) {
            self.priority = priority
            self.name = name
            self.id = id
        }
    }

    /// Every pointer is shorter than this, so a blob of this size or more is never read to find out.
    package static let sizeLimit = 1024
    /// The version that is written.
    package static let version = "https://git-lfs.github.com/spec/v1"
    /// Versions of the same format under its earlier names, which are read and never written.
    static let olderVersions = ["http://git-media.io/v/2", "https://hawser.github.com/spec/v1"]

    package let object: LargeObject
    /// Ascending priority.
    package let extensions: [Extension]

    package init(_ object: LargeObject, extensions: [Extension] = []) {
        self.object = object
        self.extensions = extensions.sorted { $0.priority < $1.priority }
    }

    package var id: ContentID { object.id }
    /// Bytes of the file that the pointer stands for.
    package var size: Int64 { object.size }

    /// The only valid encoding. An empty file is its own pointer.
    package var encoded: [UInt8] {
        if size == 0 { return [] }
        var text = "version \(Self.version)\n"
        for step in extensions { text += "ext-\(step.priority)-\(step.name) sha256:\(step.id.hex)\n" }
        text += "oid sha256:\(id.hex)\nsize \(size)\n"
        return Array(text.utf8)
    }
}
