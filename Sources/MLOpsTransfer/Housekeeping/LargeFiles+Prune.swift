internal import MLOpsCheckout
package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// What `git mlops prune` removed, or would.
package struct PruneReport: Sendable {
    package internal(set) var removed: [LargeObject] = []
    /// Old versions that stay because no remote is known to have them.
    package internal(set) var unproven: [LargeObject] = []
    /// Objects that something still needs.
    package internal(set) var kept = 0

    package var bytes: Int64 { removed.reduce(0) { $0 + $1.size } }
}

extension LargeFiles {
    /// Removes contents of old versions from the local store. Kept is what the tips of refs, reflogs (the stash is one),
    /// the indexes and HEADs of all worktrees and unfinished checkouts name, what is younger than an hour, what no
    /// version of history names (outputs of runs, for one), and what is not proven to be on a remote.
    ///
    /// Proof is the remote's own answer; without `asksRemote`, that a remote-tracking ref reaches a commit that names it.
    package func prune(dryRun: Bool, asksRemote: Bool, remote name: String? = nil) throws -> PruneReport {
        var report = PruneReport()
        let needed = try neededObjects()
        var candidates = ObjectSet()
        try store.forEachObject { object in
            if needed.contains(object) || isYoung(object) { report.kept += 1 } else { candidates.insert(object) }
        }
        let old = try named(candidates).sorted { $0.id < $1.id }
        let unproven = try Set(asksRemote ? missingRemotely(old, name) : untracked(old))
        report.unproven = old.filter(unproven.contains)
        report.removed = old.filter { !unproven.contains($0) }
        report.kept += candidates.objects.count - old.count
        if !dryRun { for object in report.removed { try Files.remove(store.path(of: object.id)) } }
        return report
    }

    /// What the states that somebody can go back to by one command name.
    private func neededObjects() throws -> ObjectSet {
        let roots = ["--no-walk", "--all", "--reflog", "--indexed-objects"]
        var needed = ObjectSet()
        try forEachFile(reachableFrom: roots, notFrom: []) { needed.insert($0.object) }
        for folder in try gitDirectories() {
            for object in CheckoutJournal.objects(gitDirectory: folder) { needed.insert(object) }
        }
        return needed
    }

    /// Those that some version of history names.
    private func named(_ objects: ObjectSet) throws -> [LargeObject] {
        if objects.objects.isEmpty { return [] }
        var named = ObjectSet()
        try forEachFile(reachableFrom: ["--all", "--reflog"], notFrom: []) {
            if objects.contains($0.object) { named.insert($0.object) }
        }
        return named.objects
    }

    /// Of this repository and its linked worktrees.
    private func gitDirectories() throws -> [String] {
        let linked = Paths.join(repository.commonDirectory, "worktrees")
        let names = Files.isDirectory(linked) ? try Files.list(linked) : []
        return [repository.commonDirectory] + names.map { Paths.join(linked, $0) }
    }

    /// Somebody may be about to use it.
    private func isYoung(_ object: LargeObject) -> Bool {
        guard let info = Files.info(store.path(of: object.id)) else { return true }
        return info.modifiedSeconds > repository.context.now() / 1000 - 3600
    }

    private func missingRemotely(_ objects: [LargeObject], _ name: String?) throws -> [LargeObject] {
        if objects.isEmpty { return [] }
        return try RemoteResolver(repository).remote(for: name).missing(among: objects)
    }

    private func untracked(_ objects: [LargeObject]) throws -> [LargeObject] {
        if objects.isEmpty { return [] }
        var pushed = ObjectSet()
        try forEachFile(reachableFrom: ["--remotes"], notFrom: []) { pushed.insert($0.object) }
        return objects.filter { !pushed.contains($0) }
    }
}
