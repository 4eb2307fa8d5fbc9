package import MLOpsCore
package import MLOpsGit
package import MLOpsStore

/// The large files of a repository: its pointers and its local store.
package struct LargeFiles: Sendable {
    package let repository: Repository
    package let store: ObjectStore

    package init(_ repository: Repository) throws {
        self.repository = repository
        let config = try repository.config
        let location = GitLocation(gitDirectory: repository.gitDirectory, commonDirectory: repository.commonDirectory)
        store = ObjectStore(of: location, environment: repository.context.environment) { config[$0] }
    }

    var reporter: any Reporter { repository.context.reporter }
}

/// A pointer at a path, in a tree or in the index.
package struct LargeFile: Sendable, Hashable {
    package let path: RepoPath
    package let blob: ObjectID
    package let pointer: Pointer
    /// Whether the blob is spelled as we would.
    package let isCanonical: Bool

    package var object: LargeObject { pointer.object }
}
