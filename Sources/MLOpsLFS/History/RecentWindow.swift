/// What counts as recent: the days of git-lfs-config(5), FETCH SETTINGS and PRUNE SETTINGS.
package struct RecentWindow: Sendable, Equatable {
    package let refsDays: Int64
    package let commitsDays: Int64
    package let includesRemoteRefs: Bool

    package init(_ config: LFSConfig) {
        refsDays = config.int("lfs.fetchrecentrefsdays") ?? 7
        commitsDays = config.int("lfs.fetchrecentcommitsdays") ?? 0
        includesRemoteRefs = config.bool("lfs.fetchrecentremoterefs") ?? true
    }

    private init(refsDays: Int64, commitsDays: Int64, includesRemoteRefs: Bool) {
        self.refsDays = refsDays
        self.commitsDays = commitsDays
        self.includesRemoteRefs = includesRemoteRefs
    }

    /// For pruning: each number of days that is not zero, and so many more.
    package func widened(by days: Int64) -> RecentWindow {
        RecentWindow(
            refsDays: refsDays > 0 ? refsDays + days : 0, commitsDays: commitsDays > 0 ? commitsDays + days : 0,
            includesRemoteRefs: includesRemoteRefs)
    }
}
