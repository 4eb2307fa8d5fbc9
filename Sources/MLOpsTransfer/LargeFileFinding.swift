package import MLOpsCore

/// Something wrong with a large file: in the store, in the index, or in what is about to be committed or pushed.
package struct LargeFileFinding: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// The local object's bytes do not have its hash.
        case corruptObject = "corrupt-object"
        /// The blob is a pointer in another spelling than the valid one.
        case unusualPointer = "unusual-pointer"
        /// The attributes say large file, and git holds the content itself.
        case contentInGit = "content-in-git"
        /// A pointer where no attribute says large file: everybody gets the pointer for the file.
        case pointerAsContent = "pointer-as-content"
        /// Larger than `mlops.maxFileSize` and not tracked.
        case tooLarge = "too-large"
    }

    package let kind: Kind
    package let path: RepoPath
    /// Of a pointer.
    package var object: LargeObject?
    /// Of the blob, in bytes, where it was asked for.
    package var size: Int64?

    /// The sentence.
    package var message: String {
        switch kind {
        case .corruptObject: "the content of \(path.shown) is damaged"
        case .unusualPointer: "\(path.shown) is a pointer in an unusual spelling"
        case .contentInGit: "\(path.shown) is tracked as a large file, but git would hold its content"
        case .pointerAsContent: "\(path.shown) is a large file's pointer, but no attribute says so"
        case .tooLarge: "\(path.shown) has \(size ?? 0) bytes, and git would keep every version of it"
        }
    }

    /// The command that mends it.
    package var fix: String {
        switch kind {
        case .corruptObject: "git mlops fetch"
        case .unusualPointer: "git add --renormalize ."
        case .contentInGit, .pointerAsContent: "git mlops fix"
        case .tooLarge:
            "git rm -q --cached \(path.shown) && git mlops track \(path.shown) && git mlops add \(path.shown) .gitattributes"
        }
    }
}
