internal import CGit2
internal import MLOpsCore

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
}
