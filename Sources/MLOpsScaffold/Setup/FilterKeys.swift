/// The keys that `git mlops install` writes once for a user: what git runs for our attributes.
///
/// Command names and not absolute paths: a tree that moved or was upgraded keeps working.
package enum FilterKeys {
    /// `withLFS`: repositories that say `filter=lfs` are served by us too.
    /// `withNbstripout`: repositories that say `filter=nbstripout`, too.
    package static func block(withLFS: Bool, withNbstripout: Bool = false) -> ConfigBlock {
        var entries = largeFiles("mlops") + locks + notebooks
        if withLFS { entries += largeFiles("lfs") }
        if withNbstripout { entries += nbstripout }
        return ConfigBlock(name: "install", entries: entries)
    }

    /// Clean and smudge stand beside process for git's one-shot uses; without `required`, git would quietly
    /// commit the raw content when the program is missing.
    private static func largeFiles(_ driver: String) -> [ConfigBlock.Entry] {
        filter(driver, process: "git-mlops-filter process", verbPrefix: "") + merge(driver)
    }

    /// Between merge bases of their own, git takes the files as they are.
    private static func merge(_ driver: String) -> [ConfigBlock.Entry] {
        [
            .init("merge", driver, "name", "large files: ours stays, theirs is put beside it"),
            .init("merge", driver, "driver", "git mlops merge-driver -- %O %A %B %L %P %Y"),
            .init("merge", driver, "recursive", "binary"),
        ]
    }

    private static let notebooks =
        filter("mlops-notebook", process: "git-mlops-filter notebook-process", verbPrefix: "notebook-") + [
            .init("diff", "mlops-notebook", "textconv", "git mlops notebook diff -t"),
            .init("merge", "mlops-notebook", "name", "notebooks: cell by cell"),
            .init(
                "merge", "mlops-notebook", "driver", "git mlops notebook merge-driver -- %O %A %B %L %P %X %Y"),
        ]

    private static let locks: [ConfigBlock.Entry] = [
        .init("merge", "mlops-lock", "name", "dvc.lock: stage by stage"),
        .init("merge", "mlops-lock", "driver", "git mlops stage merge-driver -- %O %A %B %L %P"),
    ]

    /// A process comes before the command that `nbstripout --install` wrote, wherever that stands; its options still
    /// count.
    private static let nbstripout =
        filter("nbstripout", process: "git-mlops-filter notebook-process", verbPrefix: "notebook-") + [
            .init("diff", "ipynb", "textconv", "git mlops notebook diff -t")
        ]

    private static func filter(_ driver: String, process: String, verbPrefix: String) -> [ConfigBlock.Entry] {
        [
            .init("filter", driver, "process", process),
            .init("filter", driver, "clean", "git-mlops-filter \(verbPrefix)clean -- %f"),
            .init("filter", driver, "smudge", "git-mlops-filter \(verbPrefix)smudge -- %f"),
            .init("filter", driver, "required", "true"),
        ]
    }
}
