internal import CGit2
internal import MLOpsCore
internal import MLOpsSystem

extension Repository {
    /// Runs `body`, which reads `id`. An object that a partial clone left at its remote is fetched by git, as git does
    /// when it meets one, and read again.
    func withObject<R>(_ id: ObjectID, _ body: (OpaquePointer) throws(GitError) -> R) throws(GitError) -> R {
        do {
            return try withHandle(body)
        } catch {
            guard error.code == .notFound, try isPartialClone else { throw error }
            try gitChecked(["cat-file", "-e", id.hex])
            return try withHandle(body)
        }
    }

    /// Whether objects may be absent because they stayed at a remote.
    package var isPartialClone: Bool {
        get throws(GitError) {
            let config = try config
            return config["extensions.partialclone"] != nil
                || config.subsections(of: "remote").contains { config.bool("remote.\($0).promisor") == true }
        }
    }

    /// Whether history ends early here: libgit2 does not know that and looks for the parents.
    package var isShallow: Bool {
        Files.exists(Paths.join(commonDirectory, "shallow"))
    }
}
