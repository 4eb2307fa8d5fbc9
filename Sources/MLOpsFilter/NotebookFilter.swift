internal import MLOpsCore
internal import MLOpsNotebook

/// Notebooks: outputs stay in the worktree and git gets the stripped notebook. What git has is checked out as it is.
struct NotebookFilter: ContentFilter {
    let reporter: any Reporter

    /// What cannot be read as a notebook, such as one with conflict markers, is stored as it is with a warning: an
    /// error here would make `git status` and `git diff` die of it. The pre-commit hook is where it is refused.
    func clean(_ input: ContentInput, path: [UInt8]) throws -> Cleaned {
        var notebook: [UInt8] = []
        try input { notebook.append(contentsOf: $0) }
        var options = StripOptions()
        options.collectFindings = false
        options.mode = path.suffix(5).elementsEqual(".zpln".utf8) ? .zeppelin : .jupyter
        do {
            return .bytes(try NotebookStrip.strip(notebook, options: options).bytes)
        } catch {
            reporter.warning("\(path.quotedPath) is not stripped: \(error)")
            return .bytes(notebook)
        }
    }

    func smudge(_ blob: Spool, path: [UInt8], canDelay: Bool) throws -> Smudged {
        .unchanged
    }
}
