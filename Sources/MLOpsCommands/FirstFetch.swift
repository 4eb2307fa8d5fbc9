internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsTracking

/// A fresh clone has no runs yet, because `git clone` copies no refs but branches and tags: the first command gets
/// them. Later ones come with plain `git fetch`.
enum FirstFetch {
    static func run(_ repository: Repository) {
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
