/// The names of the log's refs (docs/formats/log.md), here and on remotes. Hosts that take only heads and tags get another
/// prefix by `mlops.refPrefix`; here the names are always the same, so that no branch of ours stands among the user's.
package struct LogReferences: Sendable, Equatable {
    package static let standardPrefix = "refs/mlops"
    /// A place that hosts which take only heads accept. Clones look there by themselves.
    package static let branchPrefix = "refs/heads/_mlops"

    /// What the names begin with on remotes: "refs/mlops" unless configured.
    package let remotePrefix: String
    /// How often each store was compacted: the trunk's name follows from it.
    package var generations: [LogStore: Int] = [:]

    /// A prefix that is no name of refs is passed over.
    package init(configuredPrefix: String?) {
        var prefix = configuredPrefix ?? Self.standardPrefix
        while prefix.hasSuffix("/") { prefix.removeLast() }
        remotePrefix = Self.isGood(prefix) ? prefix : Self.standardPrefix
    }

    private static func isGood(_ prefix: String) -> Bool {
        prefix.hasPrefix("refs/") && !prefix.contains("..") && !prefix.contains("//") && !prefix.contains("@{")
            && prefix.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"~^:?*[\\".utf8.contains($0) }
    }

    /// Everything of this format, here.
    package var root: String { Self.standardPrefix + "/v1/" }
    /// Everything of this format on remotes: in a mirror or on the host itself these are local names, too.
    package var remoteRoot: String { remotePrefix + "/v1/" }
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

    /// The name on remotes of one of our refs, or of notes.
    package func remoteName(_ name: String) -> String {
        if name.hasPrefix(root) { return remoteRoot + name.dropFirst(root.utf8.count) }
        if name.hasPrefix(Self.notesRoot) { return remoteNotes + name.dropFirst(Self.notesRoot.utf8.count) }
        return name
    }

    package static let notesRoot = "refs/notes/mlops/"
    /// Hosts that refuse our refs refuse notes, too: there they stand beside the log.
    private var remoteNotes: String {
        remotePrefix == Self.standardPrefix ? Self.notesRoot : remotePrefix + "/notes/"
    }

    /// What a plain `git fetch` and our own fetch bring. Globs, because a refspec without one breaks every fetch from a
    /// remote that lacks the ref; into a tracking namespace, because a forced fetch onto the log itself would drop what
    /// is not pushed yet. `stores`: those that the clone wants.
    package func fetchRefspecs(_ remote: String, stores: [LogStore] = LogStore.allCases) -> [String] {
        let patterns =
            stores.count == LogStore.allCases.count
            ? ["*"] : stores.flatMap { ["\($0.rawValue)*", "g*/\($0.rawValue)", "inbox/*/\($0.rawValue)"] }
        return patterns.map { "+\(remoteRoot)\($0):\(Self.tracking(remote))\($0)" }
    }

    /// What our own fetch brings besides: notes, which people may have added to.
    package func notesRefspec(_ remote: String) -> String {
        "+\(remoteNotes)*:\(Self.trackingRoot)\(remote)/notes/*"
    }

    /// What our own fetch brings of the format after this one, to say so.
    package func laterRefspec(_ remote: String) -> String {
        "+\(remotePrefix)/\(Self.laterFormat)/*:\(Self.laterTracking(remote))*"
    }

    package static let laterFormat = "v2"
    package static func laterTracking(_ remote: String) -> String { "\(trackingRoot)\(remote)/\(laterFormat)/" }

    /// The stores that `mlops.stores` names, in any order and separated by blanks or commas; all when it names none.
    package static func stores(configured: [String]) -> [LogStore] {
        let words = configured.flatMap { $0.split { $0 == " " || $0 == "," } }.map(String.init)
        let named = LogStore.allCases.filter { words.contains($0.rawValue) }
        return named.isEmpty ? LogStore.allCases : named
    }
}
