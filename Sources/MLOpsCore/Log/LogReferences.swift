/// The names of the log's refs (docs/formats/log.md). Hosts that take only heads and tags get another prefix by
/// `mlops.refPrefix`.
package struct LogReferences: Sendable, Equatable {
    /// "refs/mlops" unless configured.
    package let prefix: String

    package init(configuredPrefix: String?) {
        var prefix = configuredPrefix ?? "refs/mlops"
        while prefix.hasSuffix("/") { prefix.removeLast() }
        self.prefix = prefix
    }

    /// The trunk of the run log: append-only, never forced, never moved backwards.
    package var trunk: String { "\(prefix)/v1/runs" }
    package var inboxes: String { "\(prefix)/v1/inbox/" }
    /// Local tracking refs of all remotes: the only place that a forced fetch may write.
    package static let trackingRoot = "refs/mlops-remote/"
    package static func tracking(_ remote: String) -> String { "\(trackingRoot)\(remote)/v1/" }
    package static func trackingTrunk(_ remote: String) -> String { tracking(remote) + "runs" }

    /// What a plain `git fetch` and our own fetch bring. A glob, because a refspec without one breaks every fetch from a
    /// remote that lacks the ref; into a tracking namespace, because a forced fetch onto the log itself would drop what
    /// is not pushed yet.
    package func fetchRefspec(_ remote: String) -> String { "+\(prefix)/v1/*:\(Self.tracking(remote))*" }
}
