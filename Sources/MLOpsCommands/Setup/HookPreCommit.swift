internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsQuality
internal import MLOpsTransfer

/// pre-commit: judges what is about to be committed. Silent when there is nothing to say.
enum HookPreCommit {
    static func run(in session: Session) throws -> Int32 {
        let repository = try session.repository(fetching: false)
        let findings = try LargeFiles(repository).guardIndex()
        GuardView.show(findings, session)
        let report = try CheckSettings.check(repository).run(repository, .index)
        CheckView.show(report, session)
        if report.isClean, findings.isEmpty { return 0 }
        session.reporter.note("mlops: nothing was committed; 'git commit --no-verify' commits without these checks")
        return 1
    }
}
