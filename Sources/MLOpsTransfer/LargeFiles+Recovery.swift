internal import MLOpsCheckout
internal import MLOpsCore
package import MLOpsGit
internal import MLOpsStore

extension LargeFiles {
    /// Finishes checkouts that were killed, or that found git's index locked. Costs one look at a folder when there is
    /// none, and never fails the command that it comes before.
    package static func finishCheckouts(in repository: Repository) {
        guard CheckoutJournal.mayExist(gitDirectory: repository.gitDirectory), let top = repository.workTree,
            repository.context.environment["GIT_INDEX_FILE"] == nil, let files = try? LargeFiles(repository)
        else { return }
        let completion = CheckoutCompletion(
            gitDirectory: repository.gitDirectory, top: top, store: files.store, context: repository.context)
        let reporter = repository.context.reporter
        do {
            let report = try completion.finishAbandoned()
            for failure in report.failures {
                reporter.error("cannot check out \(RepoPath(bytes: failure.path).shown): \(failure.reason)")
            }
            for entry in report.missing {
                reporter.warning("\(RepoPath(bytes: entry.path).shown) is only a pointer here")
            }
            if !report.missing.isEmpty { reporter.hint("git mlops pull") }
        } catch {
            reporter.warning("cannot finish an interrupted checkout: \(Diagnostic(describing: error).message)")
        }
    }
}
