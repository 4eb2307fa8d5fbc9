internal import MLOpsGit
internal import MLOpsSystem

/// Paths as a person types them, relative to the working folder.
enum RepositoryPathArgument {
    /// The same path relative to the top of the worktree, where git runs.
    static func fromTop(_ path: String, _ repository: Repository) -> String {
        if path.hasPrefix(":") { return path }
        if path.hasPrefix("/"), let top = repository.workTree { return Paths.relative(path, to: top) ?? path }
        return Paths.normalize(repository.prefix + path)
    }
}
