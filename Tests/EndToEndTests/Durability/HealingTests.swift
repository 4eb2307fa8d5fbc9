import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// What a later command does about objects of the log that are gone: invariant 2, 4.5 of the design.
@Suite struct HealingTests {
    private func project(_ notes: Int = 4) throws -> DurabilityProject {
        let project = try DurabilityProject()
        for number in 1...notes { try project.note("\(number)").check() }
        return project
    }

    /// With the journal nothing changes at all: the same commits come back.
    @Test(arguments: ["", "^{tree}", ":ops", "~2", "~2^{tree}", "~2:ops"])
    func theJournalBringsTheSameCommitsBack(_ suffix: String) throws {
        let project = try project()
        let head = try project.repository.git("rev-parse", DurabilityProject.trunk).output
        try project.lose(DurabilityProject.trunk + suffix)
        #expect(try project.repository.git("fsck").code != 0)
        if suffix.hasPrefix("~") {
            // Deep in the history: found by the whole check, which says what to type.
            let verified = try project.repository.mlops("log", "verify")
            #expect(verified.code == 1)
            #expect(verified.output.contains("missing-object"))
            #expect(verified.errors.contains("git mlops log verify --repair"))
            try project.repository.mlops("log", "verify", "--repair").check()
        } else {
            let listed = try project.repository.mlops("runs", "list")
            #expect(listed.errors.contains("restored 1 log commit from the journal"))
            #expect(listed.errors.split(separator: "\n").count == 1)
        }
        #expect(try project.repository.git("rev-parse", DurabilityProject.trunk).output == head)
        #expect(try project.notes() == ["1", "2", "3", "4"])
        try project.expectUsable()
    }

    /// Without the journal the ref goes back to the last whole commit, and what can be read elsewhere follows.
    @Test(arguments: ["", "^{tree}", ":ops"]) func withoutAJournalTheLastGoodCommitStays(_ suffix: String) throws {
        let project = try project()
        let good = try project.repository.git("rev-parse", DurabilityProject.trunk + "~").output
        try project.lose(DurabilityProject.trunk + suffix)
        try project.dropJournal()
        let listed = try project.repository.mlops("runs", "list")
        #expect(listed.code == 0)
        #expect(listed.errors.contains("went back to the last whole commit"))
        let backups = try project.repository.git("for-each-ref", "--format=%(objectname)", "refs/mlops-backup").output
        #expect(backups == good)
        #expect(try project.notes() == ["1", "2", "3"])
        try project.note("5").check()
        #expect(try project.notes() == ["1", "2", "3", "5"])
        try project.expectUsable()
    }

    @Test func opsAboveALostAncestorAreKept() throws {
        let project = try project()
        try project.lose(DurabilityProject.trunk + "~2")
        try project.dropJournal()
        let repaired = try project.repository.mlops("log", "verify", "--repair")
        #expect(repaired.code == 0, "\(repaired)")
        #expect(repaired.errors.contains("lost for good: 1 log commit"))
        #expect(try project.notes() == ["1", "3", "4"])
        try project.expectUsable()
    }

    @Test func anOpOutlivesItsSnapshot() throws {
        let project = try DurabilityProject()
        try project.repository.write("secret.txt", "only here\n")
        try project.repository.run(["git", "mlops", "run", "-q", "--name", "two", "--", "true"]).check()
        let blob = try project.repository.git("hash-object", "secret.txt").output
        try project.lose(blob)
        let repaired = try project.repository.mlops("log", "verify", "--repair")
        #expect(repaired.errors.contains("lost for good: 1 code snapshot"), "\(repaired)")
        let shown = try project.repository.mlops("runs", "list", "--porcelain").check().output
        #expect(shown.contains("\ttwo"))
        try project.expectUsable()
    }

    /// After a power failure a file may be there and be empty.
    @Test(arguments: ["object", "ref"]) func filesThatAPowerFailureEmptiedComeBack(_ what: String) throws {
        let project = try project()
        let path =
            what == "ref" ? ".git/\(DurabilityProject.trunk)" : try project.objectPath(DurabilityProject.trunk)
        try Files.setMode(project.repository.path(path), 0o644)
        try Files.write([], to: project.repository.path(path))
        try project.repository.mlops("runs", "list").check()
        #expect(try project.notes() == ["1", "2", "3", "4"])
        try project.expectUsable()
    }

    @Test func notesOnMissingObjectsAreMadeAnew() throws {
        let project = try DurabilityProject()
        try project.repository.mlops("init", "--no-input").check()
        try project.repository.write("model.txt", "m\n")
        try project.repository.run([
            "git", "mlops", "run", "-q", "--", "sh", "-c", "echo '{\"acc\": 1}' > metrics.json",
        ])
        .check()
        try project.repository.commit("trained")
        let before = try project.repository.git("log", "-1", "--notes=mlops/metrics").output
        #expect(before.contains("Notes (mlops/metrics)"))
        try project.lose("refs/notes/mlops/metrics^{tree}")
        try project.repository.mlops("log", "verify", "--repair").check()
        #expect(try project.repository.git("log", "-1", "--notes=mlops/metrics").output == before)
        try project.expectUsable()
    }

    /// When the user's own commits are missing the damage is not ours: nothing is moved.
    @Test func nothingIsMendedInARepositoryThatIsBrokenItself() throws {
        let project = try project()
        let head = try project.repository.git("rev-parse", DurabilityProject.trunk).output
        try project.lose("HEAD")
        try project.lose(DurabilityProject.trunk)
        let listed = try project.repository.mlops("runs", "list")
        #expect(listed.errors.contains("git fsck") || listed.errors.contains("cannot be mended"))
        #expect(try project.repository.read(".git/\(DurabilityProject.trunk)").hasPrefix(head))
    }

    @Test func pushAndFetchWorkAfterwards() throws {
        let project = try project()
        try project.repository.addBareRemote()
        try project.repository.mlops("init", "--no-input").check()
        try project.lose(DurabilityProject.trunk + "^{tree}")
        try project.repository.git("push", "-q", "origin", "main").check()
        try project.repository.git("fetch", "-q").check()
        #expect(try project.notes() == ["1", "2", "3", "4"])
        try project.expectUsable()
    }
}
