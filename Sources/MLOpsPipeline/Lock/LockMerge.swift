internal import MLOpsCore
internal import MLOpsDocuments

/// Merges two `dvc.lock` stage by stage. Every entry of the result stands in one of the sides as it is: what both
/// changed in different ways is left out, so that the stage runs again.
package struct LockMerge {
    package let bytes: [UInt8]
    /// Stages that both sides changed, in order.
    package let conflicts: [String]

    /// Nil when one of the three cannot be read, or when they differ in more than stages.
    package init?(base: [UInt8], ours: [UInt8], theirs: [UInt8]) {
        guard let base = Self.side(base), let our = Self.side(ours), let their = Self.side(theirs),
            their.rest == base.rest || their.rest == our.rest || base.rest == nil && their.rest == nil
        else { return nil }
        var merged = our.lock
        var conflicts: [String] = []
        for stage in Set(our.lock.entries.keys).union(their.lock.entries.keys).sorted() {
            let (old, mine, new) = (base.lock.entries[stage], our.lock.entries[stage], their.lock.entries[stage])
            if Self.areSame(mine, new) || Self.areSame(new, old) { continue }
            if Self.areSame(mine, old), let new {
                merged.set(new, for: stage)
            } else {
                if !Self.areSame(mine, old) { conflicts.append(stage) }
                merged.remove(stage)
            }
        }
        bytes = merged.isChanged ? merged.bytes : ours
        self.conflicts = conflicts
    }

    private static func areSame(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return LockEntry.areSame(left, right)
    }

    /// The entries, and everything but them; nil for that where there is nothing else.
    private static func side(_ bytes: [UInt8]) -> (lock: DVCLock, rest: [UInt8]?)? {
        guard let lock = try? DVCLock(bytes, name: DVCLock.name),
            var rest = try? Document.parse(bytes, format: .yaml, name: DVCLock.name).objectValue ?? JSONObject()
        else { return nil }
        rest["stages"] = nil
        rest["schema"] = nil
        return (lock, rest.isEmpty ? nil : JSONValue.object(rest).serialized(.compact(sortedKeys: true)))
    }
}
