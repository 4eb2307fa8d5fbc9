import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Invariant 2 of the log, with many writers at once.
@Suite(.serialized) struct ConcurrentWriterTests {
    /// How often a program runs beside the writers: less often than a writer tries again, so that none has to give up
    /// however slow the machine is.
    private static let times = 25

    /// `writers` processes at once, each adding `each` tags; the tags that were acknowledged. `beside` runs ``times``
    /// times meanwhile.
    private func storm(
        _ project: DurabilityProject, writers: Int, each: Int, beside: String? = nil,
        environment: [String: String] = [:]
    ) throws -> Set<String> {
        let script = """
            \(beside.map { "(for time in $(seq \(Self.times)); do \($0); done; :) >/dev/null 2>&1 & pids=$!" } ?? "pids=")
            writers=
            for writer in $(seq \(writers)); do
              (for number in $(seq \(each)); do
                 git-mlops runs tag \(project.run) k$writer-$number=x 2>>.git/errors && echo k$writer-$number
               done) &
              writers="$writers $!"
            done
            wait $writers
            wait $pids
            """
        let result = try project.repository.run(["sh", "-c", script], environment: environment).check()
        return Set(result.output.split(separator: "\n").map(String.init))
    }

    private func expected(_ writers: Int, _ each: Int) -> Set<String> {
        Set((1...writers).flatMap { writer in (1...each).map { "k\(writer)-\($0)" } })
    }

    @Test func sixtyFourWritersAtOnceLoseNothing() throws {
        let project = try DurabilityProject()
        let acknowledged = try storm(project, writers: 64, each: 1)
        #expect(acknowledged == expected(64, 1))
        #expect(try project.tags() == acknowledged)
        try project.expectUsable()
    }

    @Test func writersAreKeptApartWithoutLocksToo() throws {
        let project = try DurabilityProject()
        let acknowledged = try storm(project, writers: 16, each: 2, environment: ["GIT_MLOPS_NO_FLOCK": "1"])
        #expect(acknowledged == expected(16, 2))
        #expect(try project.tags() == acknowledged)
        try project.expectUsable()
    }

    @Test(arguments: ["git gc -q --prune=now", "git prune --expire=now", "git pack-refs --all", "git repack -adq"])
    func writersLoseNothingBesideGit(_ program: String) throws {
        let project = try DurabilityProject()
        let acknowledged = try storm(project, writers: 4, each: 4, beside: program)
        let errors = try project.repository.read(".git/errors")
        #expect(acknowledged == expected(4, 4), "\(errors)")
        #expect(try project.tags() == acknowledged)
        try project.expectUsable()
        #expect(try project.tags() == acknowledged)
    }

    /// A ref whose lock file stays, because a git process died: nobody waits for ever and nothing fails.
    @Test func aTrunkThatStaysLockedSendsOpsToTheInbox() throws {
        let project = try DurabilityProject()
        let lock = project.repository.path(".git/\(DurabilityProject.trunk).lock")
        try Files.write([], to: lock)
        try project.note("aside").check()
        let inboxes = try project.repository.git("for-each-ref", "refs/mlops/v1/inbox").output
        #expect(inboxes.split(separator: "\n").count == 1)
        try Files.remove(lock)
        #expect(try project.notes() == ["aside"])
        try project.note("again").check()
        #expect(try project.notes() == ["aside", "again"])
        let inbox = try project.repository.git("rev-parse", "\(DurabilityProject.trunk)")
        #expect(inbox.code == 0)
        try project.expectUsable()
    }
}
