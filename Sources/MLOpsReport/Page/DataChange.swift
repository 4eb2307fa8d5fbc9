package import MLOpsCore

/// A data file that differs between two commits.
package struct DataChange: Sendable, Equatable {
    package enum Kind: String, Sendable { case added, removed, changed }

    package let path: RepoPath
    package let kind: Kind
    /// Bytes of the content, also where git has a pointer only; nil on the side that lacks the file.
    package let oldSize: Int64?
    package let newSize: Int64?
    /// Kept as a large file, on the newer side that has it.
    package let isLarge: Bool

    package init(path: RepoPath, kind: Kind, oldSize: Int64?, newSize: Int64?, isLarge: Bool) {
        self.path = path
        self.kind = kind
        self.oldSize = oldSize
        self.newSize = newSize
        self.isLarge = isLarge
    }
}
