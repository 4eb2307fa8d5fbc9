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

    /// Everything of this format.
    package var root: String { "\(prefix)/v1/" }
    /// The trunk of a store: append-only, never forced, never moved backwards.
    package func trunk(_ store: LogStore) -> String { root + store.rawValue }
    package var inboxes: String { root + "inbox/" }
    /// An extra head that only `writer` moves.
    package func inbox(_ writer: String, _ store: LogStore) -> String { "\(inboxes)\(writer)/\(store.rawValue)" }
    /// The trunk of a store after its `number`th compaction.
    package func generation(_ number: Int, _ store: LogStore) -> String { "\(root)g\(number)/\(store.rawValue)" }
    /// Local tracking refs of all remotes: the only place that a forced fetch may write.
    package static let trackingRoot = "refs/mlops-remote/"
    package static func tracking(_ remote: String) -> String { "\(trackingRoot)\(remote)/v1/" }
    package static func trackingTrunk(_ remote: String, _ store: LogStore) -> String {
        tracking(remote) + store.rawValue
    }

    /// The store whose head the ref `name` is, below ``root`` or a tracking namespace: trunks, inboxes and generations
    /// end in the name of their store. Nil for anything else.
    package static func store(of name: String) -> LogStore? {
        name.split(separator: "/").last.flatMap { LogStore(rawValue: String($0)) }
    }

    /// What a plain `git fetch` and our own fetch bring. A glob, because a refspec without one breaks every fetch from a
    /// remote that lacks the ref; into a tracking namespace, because a forced fetch onto the log itself would drop what
    /// is not pushed yet.
    package func fetchRefspec(_ remote: String) -> String { "+\(prefix)/v1/*:\(Self.tracking(remote))*" }
}
