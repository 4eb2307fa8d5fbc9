package import MLOpsCore
package import MLOpsGit
package import MLOpsNotebook

extension CheckAttributes.File {
    /// `base` with what the attribute `mlops-strip` says.
    func options(over base: StripOptions) -> StripOptions {
        var options = base
        if let stripOptions { options.apply(attribute: stripOptions) }
        return options
    }
}

/// The attribute `mlops-strip` for working files, as the worktree's .gitattributes have it.
package struct NotebookAttribute: Sendable {
    private let attributes: CheckAttributes?

    /// Without a repository, or without paths, nothing is said about any file.
    package init(_ repository: Repository?, of paths: [RepoPath]) throws {
        attributes = try repository.map { try CheckAttributes($0, ofWorkingFiles: paths) }
    }

    /// The options for `path`; nil: it is to be left alone.
    package func options(for path: RepoPath, over base: StripOptions) -> StripOptions? {
        guard let file = attributes?[path] else { return base }
        return file.keepsOutputs ? nil : file.options(over: base)
    }
}
