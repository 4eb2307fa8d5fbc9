package import MLOpsGit
internal import MLOpsSystem

/// Names of the refs and files of the log. Hosts that take only heads and tags get another prefix by
/// `mlops.refPrefix` (docs/formats/log.md).
package struct LogLayout: Sendable, Equatable {
    /// "refs/mlops" unless configured.
    package let prefix: String
    /// `mlops/` in the common git folder: never pushed.
    package let directory: String

    package init(_ repository: Repository) throws(GitError) {
        let configured = try repository.config["mlops.refprefix"]
        var prefix = configured ?? "refs/mlops"
        while prefix.hasSuffix("/") { prefix.removeLast() }
        self.prefix = prefix
        directory = Paths.join(repository.commonDirectory, "mlops")
    }

    /// The trunk of the run log: append-only, never forced, never moved backwards.
    package var trunk: String { "\(prefix)/v1/runs" }
    package var inboxes: String { "\(prefix)/v1/inbox/" }
    /// Local tracking refs of one remote: the only place that a forced fetch may write.
    package func tracking(_ remote: String) -> String { "refs/mlops-remote/\(remote)/v1/" }
    package func trackingTrunk(_ remote: String) -> String { tracking(remote) + "runs" }
    package static let trackingRoot = "refs/mlops-remote/"
    /// What a plain `git fetch` and our own fetch bring.
    package func fetchRefspec(_ remote: String) -> String { "+\(prefix)/v1/*:\(tracking(remote))*" }

    package var indexPath: String { Paths.join(directory, "index.sqlite") }
    package var lockPath: String { Paths.join(directory, "lock") }
    package var writerPath: String { Paths.join(directory, "writer") }
    package var journalDirectory: String { Paths.join(directory, "journal") }
}
