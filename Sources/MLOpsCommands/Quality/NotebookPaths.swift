internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Paths of the command line in the repository.
enum NotebookPaths {
    /// `word` relative to the top of the worktree.
    static func inRepository(_ word: String, _ repository: Repository, _ session: Session) throws -> String {
        let absolute = Paths.absolute(word, in: session.context.workingDirectory)
        guard let top = repository.workTree, let path = Paths.relative(absolute, to: top) else {
            throw Diagnostic.fatal("'\(word)' is outside of the repository")
        }
        return path
    }
}
