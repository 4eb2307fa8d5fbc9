package import MLOpsSystem

/// What the stat fields of an entry of git's index become, if the entry is that blob.
package struct IndexUpdate: Sendable {
    let file: WrittenFiles.Element
    let stamp: FileStamp
    /// The entry's stat fields as they have to be now; nil when they do not matter.
    let expected: [UInt8]?

    init(_ file: WrittenFiles.Element, stamp: FileStamp, expected: [UInt8]? = nil) {
        self.file = file
        self.stamp = stamp
        self.expected = expected
    }

    /// `stamp`: of the file as it is with that blob.
    package init(path: [UInt8], blob: [UInt8], stamp: FileStamp) {
        self.init(.init(path: path, blob: BlobName(blob)), stamp: stamp)
    }

    func precedes(_ other: IndexUpdate) -> Bool { file.path.lexicographicallyPrecedes(other.file.path) }
}
