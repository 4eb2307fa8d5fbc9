internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold
internal import MLOpsTerminal

/// What `git mlops init` says of the set-up of a clone.
enum InitView {
    static func show(_ report: RepositorySetup.Report, _ repository: Repository, _ session: Session) throws {
        if report.configChanged { session.out.line("Set up notes and fetching in this clone's configuration") }
        let written = report.hooks.filter { $0.action == .written }
        if !written.isEmpty { session.out.line("Installed hooks: \(names(written))") }
        let chained = report.hooks.filter { $0.action == .chained }
        if !chained.isEmpty { session.out.line("Added to the hooks that were there: \(names(chained))") }
        for outcome in report.hooks where outcome.action == .refused {
            for (index, line) in outcome.advice.enumerated() {
                if index == 0 { session.reporter.warning(line) } else { session.reporter.note(line) }
            }
        }
        if try repository.config["filter.mlops.process"] == nil {
            session.reporter.warning("git does not know the filters yet; large files would be committed whole")
            session.reporter.hint("git mlops install")
        }
        let isUnchanged = !report.configChanged && report.hooks.allSatisfy { $0.action == .unchanged }
        if isUnchanged { session.out.line("This clone is set up already") }
    }

    private static func names(_ outcomes: [HookOutcome]) -> String {
        outcomes.map(\.event.rawValue).joined(separator: ", ")
    }
}
