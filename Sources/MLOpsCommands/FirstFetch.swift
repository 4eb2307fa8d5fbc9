internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTracking

/// A fresh clone has no runs yet, because `git clone` copies no refs but branches and tags: the first command gets
/// them. Later ones come with plain `git fetch`.
enum FirstFetch {
    /// Remembers that it is still to be done: a hook that sets the clone up does not wait for the network.
    static func request(_ repository: Repository) {
        try? Files.makeDirectories(Paths.parent(mark(repository)))
        try? Files.write([], to: mark(repository))
    }

    static func runIfRequested(_ repository: Repository) {
        guard Files.exists(mark(repository)) else { return }
        try? Files.remove(mark(repository))
        run(repository)
    }

    private static func mark(_ repository: Repository) -> String {
        Paths.join(repository.commonDirectory, "mlops/first-fetch")
    }

    private static func run(_ repository: Repository) {
        guard !TrackingHooks.hasLog(repository), let remote = try? DefaultRemote.name(repository),
            (try? repository.config["remote.\(remote).url"]) ?? nil != nil
        else { return }
        do {
            let store = try RunStore(repository)
            try LogSync(store, remote: remote).fetch()
            try NotesProjection.update(in: store)
        } catch {
            repository.context.reporter.warning(
                "cannot fetch runs from '\(remote)': \(Diagnostic(describing: error).message)")
            repository.context.reporter.hint("git mlops sync \(remote)")
        }
    }
}
