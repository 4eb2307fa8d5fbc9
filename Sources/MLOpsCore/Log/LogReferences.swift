/// The names of the log's refs (docs/formats/log.md). Hosts that take only heads and tags get another prefix by
/// `mlops.refPrefix`.
package struct LogReferences: Sendable, Equatable {
    /// "refs/mlops" unless configured.
    package let prefix: String
    /// How often each store was compacted: the trunk's name follows from it.
    package var generations: [LogStore: Int] = [:]

    package init(configuredPrefix: String?) {
        var prefix = configuredPrefix ?? "refs/mlops"
        while prefix.hasSuffix("/") { prefix.removeLast() }
        self.prefix = prefix
    }

    /// Everything of this format.
    package var root: String { "\(prefix)/v1/" }
    /// The trunk of a store in its present generation: append-only, never forced, never moved backwards.
    package func trunk(_ store: LogStore) -> String { generation(generations[store] ?? 0, store) }
    package var inboxes: String { root + "inbox/" }
    /// An extra head that only `writer` moves.
    package func inbox(_ writer: String, _ store: LogStore) -> String { "\(inboxes)\(writer)/\(store.rawValue)" }
    /// The trunk of a store after its `number`th compaction; 0: before the first.
    package func generation(_ number: Int, _ store: LogStore) -> String {
        root + (number == 0 ? "" : "g\(number)/") + store.rawValue
    }
    /// Local tracking refs of all remotes: the only place that a forced fetch may write.
    package static let trackingRoot = "refs/mlops-remote/"
    package static func tracking(_ remote: String) -> String { "\(trackingRoot)\(remote)/v1/" }
    /// What `remote` had as ``trunk(_:)`` at the last fetch.
    package func trackingTrunk(_ remote: String, _ store: LogStore) -> String {
        Self.tracking(remote) + trunk(store).dropFirst(root.utf8.count)
    }

    /// What a plain `git fetch` and our own fetch bring. A glob, because a refspec without one breaks every fetch from a
    /// remote that lacks the ref; into a tracking namespace, because a forced fetch onto the log itself would drop what
    /// is not pushed yet.
    package func fetchRefspec(_ remote: String) -> String { "+\(prefix)/v1/*:\(Self.tracking(remote))*" }
}
