internal import CGit2
internal import MLOpsSystem

extension Repository {
    /// Runs `body`, which writes many objects: they are brought to disk together at its end, and not one by one. No other
    /// thread may write meanwhile. A ref to them may move only after this.
    package func writeTogether<R>(_ body: () throws -> R) throws -> R {
        _ = mlops_git_enable_fsync(0)
        defer { _ = mlops_git_enable_fsync(1) }
        let result = try body()
        try Files.synchronizeFileSystem(of: Paths.join(commonDirectory, "objects"))
        return result
    }
}
