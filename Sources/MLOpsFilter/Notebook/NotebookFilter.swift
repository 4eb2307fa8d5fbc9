internal import MLOpsCore
internal import MLOpsNotebook

/// Notebooks: outputs stay in the worktree and git gets the stripped notebook. On checkout, cells whose outputs this
/// clone has seen before get them back.
final class NotebookFilter: ContentFilter {
    private let session: FilterSession
    private lazy var base: StripOptions = {
        var options = StripOptions()
        options.collectFindings = false
        if let config = try? session.config() { options.apply { config[$0] } }
        return options
    }()
    private lazy var attributes = NotebookAttributes(session)
    private lazy var cache = OutputCache(session)

    init(_ session: FilterSession) {
        self.session = session
    }

    /// What cannot be read as a notebook, such as one with conflict markers, is stored as it is with a warning: an
    /// error here would make `git status` and `git diff` die of it. The pre-commit hook is where it is refused.
    func clean(_ input: ContentInput, path: [UInt8]) throws -> Cleaned {
        var notebook: [UInt8] = []
        try input { notebook.append(contentsOf: $0) }
        guard var options = options(for: path) else { return .bytes(notebook) }
        options.collectOutputs = cache != nil && options.mode == .jupyter
        do {
            let result = try NotebookStrip.strip(notebook, options: options)
            cache?.store(result.outputs, of: notebook, path: path)
            return .bytes(result.bytes)
        } catch {
            session.reporter.warning("\(path.quotedPath) is not stripped: \(error)")
            return .bytes(notebook)
        }
    }

    func smudge(_ blob: Spool, path: [UInt8], canDelay: Bool) throws -> Smudged {
        // What leaves the repository leaves it as it was committed.
        guard let cache, let outputs = cache.outputs(of: path), !GitCommand.isExporting,
            var options = options(for: path)
        else { return .unchanged }
        options.collectOutputs = false
        var notebook: [UInt8] = []
        try blob.forEachPiece { notebook.append(contentsOf: $0) }
        return CellOutputs.restore(notebook, options: options, find: outputs.find).map(Smudged.bytes) ?? .unchanged
    }

    /// nil: this notebook is stored as it is.
    private func options(for path: [UInt8]) -> StripOptions? {
        var options = base
        options.mode = path.suffix(5).elementsEqual(".zpln".utf8) ? .zeppelin : .jupyter
        switch attributes[path] {
        case .unspecified: return options
        case .unset: return nil
        case .value(let words):
            options.apply(attribute: words)
            return options
        }
    }
}
