package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
package import MLOpsTransfer

/// Which objects of the local store `git lfs prune` may delete (git-lfs-prune(1)).
package struct PrunePlan: Sendable {
    package struct Options: Sendable {
        /// Objects of recent refs and commits go, too.
        package var ignoresRecent = false
        /// Objects of what is checked out go, too.
        package var ignoresCheckout = false

        package init() {}
    }

    /// Every object of the store.
    package let local: [LargeObject]
    /// How many distinct objects something keeps, here or not.
    package let retainedCount: Int
    /// Those that may go.
    package let prunable: [LargeObject]
    /// Of ``prunable``, what a commit of some ref names: others cannot be asked for by name.
    package let reachable: Set<ContentID>

    package init(_ files: LargeFiles, config: LFSConfig, options: Options) throws {
        let collector = PruneRoots(files, config: config)
        var kept: Set<ContentID> = []
        if !options.ignoresCheckout { kept.formUnion(try collector.checkouts()) }
        if !options.ignoresRecent, !options.ignoresCheckout { kept.formUnion(try collector.recent()) }
        kept.formUnion(try collector.unpushed())
        kept.formUnion(try collector.stashes())
        kept.formUnion(try collector.staged())
        var local: [LargeObject] = []
        try files.store.forEachObject { local.append($0) }
        self.local = local
        retainedCount = kept.count
        prunable = local.filter { !kept.contains($0.id) }
        reachable = prunable.isEmpty ? [] : try collector.reachable()
    }
}
