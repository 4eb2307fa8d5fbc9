package import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Where the log of a repository is: its refs and its files.
package struct LogLayout: Sendable, Equatable {
    package private(set) var references: LogReferences
    /// `mlops/` in the common git folder: never pushed.
    package let directory: String

    package init(_ repository: Repository) throws(GitError) {
        references = LogReferences(configuredPrefix: try repository.config["mlops.refPrefix"])
        directory = Paths.join(repository.commonDirectory, "mlops")
        try readGenerations(repository)
    }

    /// Brings the names of the trunks up to date: each is the last generation that is here or on a known remote.
    package mutating func readGenerations(_ repository: Repository) throws(GitError) {
        for root in [references.root + "g", LogReferences.trackingRoot] {
            for (name, _) in try repository.references(root) {
                guard let head = LogHead(name), head.generation > references.generations[head.store] ?? 0 else {
                    continue
                }
                references.generations[head.store] = head.generation
            }
        }
    }

    package var indexPath: String { Paths.join(directory, "index.sqlite") }
    package var lockPath: String { Paths.join(directory, "lock") }
    package var writerPath: String { Paths.join(directory, "writer") }
    package var journalDirectory: String { Paths.join(directory, "journal") }
}
