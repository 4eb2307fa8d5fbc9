package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog

extension LogSync {
    /// Deletes earlier generations on the remote: those that hold something purged, those that were compacted more than
    /// thirty days ago, or `all`. Each only when the remote has all of it in its present generation, and only as it was
    /// at the last fetch (an exact lease): what somebody pushed to it since stays. The refs that went.
    @discardableResult
    package func pruneEarlier(all: Bool = false) throws -> [String] {
        var pruned: [String] = []
        for store in LogStore.allCases {
            for earlier in try self.store.log.earlierHeads(of: store, on: remote) {
                let isDue = try all || earlier.isDue()
                guard isDue else { continue }
                let update = RefUpdate.delete(references.remoteName(earlier.reference), at: earlier.id)
                guard try git.push([update]).isDone(update) else { continue }
                _ = try repository.git(["update-ref", "-d", earlier.tracking, earlier.id.hex])
                pruned.append(earlier.reference)
            }
        }
        if !pruned.isEmpty, git.deadline == nil { _ = try store.log.scrub() }
        return pruned
    }

    /// Compacts again where what was purged came back, with a clone that was away or compacted at the same time, and
    /// removes the objects. A shallow clone leaves that to the others. The stores that were compacted.
    @discardableResult
    package func applyPurges() throws -> [LogStore] {
        let due = store.log.canCompact ? try LogStore.allCases.filter { try store.log.needsPurge($0) } : []
        for store in due { _ = try self.store.log.compact(store) }
        _ = try store.log.scrub()
        return due
    }
}
