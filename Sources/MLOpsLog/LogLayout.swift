package import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Where the log of a repository is: its refs and its files.
package struct LogLayout: Sendable, Equatable {
    package let references: LogReferences
    /// `mlops/` in the common git folder: never pushed.
    package let directory: String

    package init(_ repository: Repository) throws(GitError) {
        references = LogReferences(configuredPrefix: try repository.config["mlops.refPrefix"])
        directory = Paths.join(repository.commonDirectory, "mlops")
    }

    package var indexPath: String { Paths.join(directory, "index.sqlite") }
    package var lockPath: String { Paths.join(directory, "lock") }
    package var writerPath: String { Paths.join(directory, "writer") }
    package var journalDirectory: String { Paths.join(directory, "journal") }
}
