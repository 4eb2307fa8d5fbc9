internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsQuality
internal import MLOpsScaffold

/// pre-commit and pre-merge-commit: judges what is about to be committed. Silent when there is nothing to say.
enum HookPreCommit {
    static func run(_ event: HookEvent, in session: Session) throws -> Int32 {
        let repository = try session.repository(fetching: false)
        // Before any other hook manager looks for unstaged changes. A failure here is no reason to stop a commit.
        _ = try? NotebookSettle.settle(repository)
        var check = try CheckSettings.hookCheck(repository)
        check.mendsNotebooks = event == .preCommit
        let report = try check.run(repository, .index)
        CheckView.show(report, session)
        if report.isClean { return 0 }
        session.reporter.note("mlops: nothing was committed; 'git commit --no-verify' commits without these checks")
        return 1
    }
}
