package import MLOpsCore

/// What healing found and did.
package struct HealReport: Sendable, Equatable {
    /// Log commits that were made again under their own names.
    package var restored = 0
    /// Refs that had to go back to an earlier commit and on from there.
    package var rebuilt: [String] = []
    /// Where the last good values of those refs are kept.
    package var backup: String?
    /// Ops that were written once more, on top of that.
    package var replayed = 0
    /// Ops of a process that died before it could write them to the log.
    package var finished = 0
    /// Code snapshots and small artifacts of which objects are gone for good.
    package var lostObjects: Set<ObjectID> = []
    /// Log commits whose ops are nowhere any more.
    package var lostCommits: Set<ObjectID> = []
    /// Notes and tracking refs that pointed at missing objects.
    package var droppedRefs: [String] = []

    package init() {}

    package var isEmpty: Bool { self == HealReport() }

    /// One sentence about it; nil when there is nothing to tell, which is so when only a dead process was helped.
    package var sentence: String? {
        var parts: [String] = []
        if restored > 0 { parts.append("restored \(Self.count(restored, "log commit")) from the journal") }
        if !rebuilt.isEmpty {
            parts.append(
                "went back to the last whole commit of \(rebuilt.joined(separator: ", ")) and replayed "
                    + Self.count(replayed, "op") + (backup.map { " (backup in \($0))" } ?? ""))
        }
        if !droppedRefs.isEmpty { parts.append("dropped \(droppedRefs.joined(separator: ", "))") }
        if !lostObjects.isEmpty {
            parts.append(
                "lost for good: \(Self.count(lostObjects.count, "code snapshot or artifact", "code snapshots or artifacts")) "
                    + "(\(Self.list(lostObjects)))")
        }
        if !lostCommits.isEmpty {
            parts.append("lost for good: \(Self.count(lostCommits.count, "log commit")) (\(Self.list(lostCommits)))")
        }
        return parts.isEmpty ? nil : "objects of the log were missing: " + parts.joined(separator: "; ")
    }

    private static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    private static func list(_ ids: Set<ObjectID>) -> String {
        ids.sorted().prefix(3).map { String($0.hex.prefix(12)) }.joined(separator: ", ") + (ids.count > 3 ? ", …" : "")
    }
}
