internal import MLOpsCore
internal import MLOpsGit

/// Refs that keep what a ref of the log pointed at before it was mended: local, for a person to look at.
enum LogBackup {
    /// Keeps `commit`, the last whole value of `name`, as `refs/mlops-backup/<milliseconds>/v1/…`; the new ref's name.
    /// A ref to what is missing would break git.
    static func keep(
        _ commit: ObjectID, of name: String, _ layout: LogLayout, in repository: Repository
    ) throws -> String {
        let rest = name.dropFirst(LogReferences.standardPrefix.utf8.count)
        let backup = "\(OpLog.backupRoot)\(repository.context.now())\(rest)"
        _ = try repository.updateReference(
            backup, to: commit, expecting: repository.reference(backup), message: "mlops: backup of \(name)")
        return backup
    }
}
