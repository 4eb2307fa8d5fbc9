import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Lock files of git's that stay behind: ours, from a writer that was killed while it held one, and those of others.
@Suite struct AbandonedLockTests {
    private static let log = ".git/logs/refs/mlops/v1/runs"
    private static let lock = ".git/refs/mlops/v1/runs.lock"

    /// Kills the writer of a note in the moment in which it holds the trunk's lock: its reflog is a pipe that nobody reads.
    private static let killInsideLock = """
        set -e
        git config core.logAllRefUpdates always
        mv \(log) saved && mkfifo \(log)
        git-mlops runs note "$1" unfinished & writer=$!
        until test -e \(lock); do kill -0 $writer; sleep 0.01; done
        kill -9 $writer
        wait $writer || true
        rm \(log) && mv saved \(log)
        """

    private func projectWithAbandonedLock() throws -> DurabilityProject {
        let project = try DurabilityProject()
        try project.note("before").check()
        try project.repository.run(["sh", "-c", Self.killInsideLock, "sh", project.run]).check()
        #expect(Files.exists(project.repository.path(Self.lock)))
        return project
    }

    @Test func aWriterKilledInsideTheRefsLockStopsNobody() throws {
        let project = try projectWithAbandonedLock()
        let shown = try project.repository.mlops("runs", "show", project.run)
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.errors.contains("removed 'refs/mlops/v1/runs.lock'"), "\(shown)")
        #expect(!Files.exists(project.repository.path(Self.lock)))
        try project.note("after").check()
        #expect(try project.notes() == ["before", "unfinished", "after"])
        #expect(try project.repository.git("for-each-ref", "refs/mlops/v1/inbox").check().output == "")
        try project.expectUsable()
    }

    @Test func aLockOfAnotherProgramStaysAndStopsNoReader() throws {
        let project = try DurabilityProject()
        try project.note("before").check()
        try project.repository.write(Self.lock, "")
        try project.note("beside").check()
        let shown = try project.repository.mlops("runs", "show", project.run)
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.output.contains("beside"))
        #expect(shown.errors.contains("warning: what was fetched waits beside the log"), "\(shown)")
        #expect(shown.errors.contains("hint: remove the file 'refs/mlops/v1/runs.lock'"), "\(shown)")
        #expect(Files.exists(project.repository.path(Self.lock)))
        try Files.remove(project.repository.path(Self.lock))
        #expect(try project.notes() == ["before", "beside"])
        try project.expectUsable()
    }

    /// The guard names a change that ended well but for its last step: the lock file of now is another program's.
    @Test func aLockThatIsOlderThanTheDeadChangeIsNotOurs() throws {
        let project = try DurabilityProject()
        try project.repository.write(Self.lock, "")
        try project.repository.run(["touch", "-d", "2001-01-01", Self.lock]).check()
        try project.repository.write(".git/mlops/reference-guard", "update refs/mlops/v1/runs")
        try project.note("beside").check()
        #expect(Files.exists(project.repository.path(Self.lock)))
    }
}
