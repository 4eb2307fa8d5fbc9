import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Locks: taken, listed, given back, kept to, and shown by the read-only bit.
@Suite struct LFSLockTests {
    let project: LFSProject
    let server: LFSServer

    init() throws {
        (project, server) = try LFSProject.served(["users": ["ada": "a", "bob": "b"]])
        try project.git("config", "lfs.url", "http://ada:a@\(server.host)/repo.git/info/lfs").check()
        try project.lfs("track", "--lockable", "*.psd").check()
        for name in ["a.psd", "b.psd", "c.bin"] { try project.write(name, 1000) }
        try project.commit("files")
        try project.git("push", "-q", "-u", "origin", "main").check()
    }

    func bob() throws -> LFSProject {
        let clone = try project.clone("bob")
        try clone.git("config", "lfs.url", "http://bob:b@\(server.host)/repo.git/info/lfs").check()
        try clone.lfs("install", "--local").check()
        try clone.lfs("pull").check()
        return clone
    }

    func isWritable(_ name: String, _ project: LFSProject) -> Bool {
        (Files.info(project.repository.path(name))?.mode ?? 0) & 0o200 != 0
    }

    @Test func lockableFilesAreReadOnlyUntilTheyAreLocked() throws {
        #expect(!isWritable("a.psd", project) && isWritable("c.bin", project))
        #expect(try project.lfs("lock", "a.psd").check().output == "Locked a.psd")
        #expect(isWritable("a.psd", project) && !isWritable("b.psd", project))
        try project.git("checkout", "-q", "-b", "side").check()
        #expect(isWritable("a.psd", project))
        #expect(try project.lfs("unlock", "a.psd").check().output == "Unlocked a.psd")
        #expect(!isWritable("a.psd", project))
        #expect(try server.violations() == [])
    }

    @Test func readOnlyCanBeTurnedOff() throws {
        try project.git("config", "lfs.setlockablereadonly", "false").check()
        try project.run(["chmod", "u+w", "a.psd"]).check()
        try project.lfs("post-checkout", "HEAD", "HEAD", "1").check()
        #expect(isWritable("a.psd", project))
    }

    @Test func ignoredFilesAreReadOnlyWhenThatIsWanted() throws {
        try project.repository.write(".gitignore", "i.psd\n")
        try project.repository.write("i.psd", "ignored")
        try project.lfs("post-checkout", "HEAD", "HEAD", "1").check()
        #expect(isWritable("i.psd", project))
        try project.git("config", "lfs.lockignoredfiles", "true").check()
        try project.lfs("post-checkout", "HEAD", "HEAD", "1").check()
        #expect(!isWritable("i.psd", project))
    }

    @Test func othersSeeAndRespectThem() throws {
        let bob = try bob()
        try project.lfs("lock", "a.psd").check()
        try project.lfs("lock", "c.bin").check()
        let conflict = try bob.lfs("lock", "a.psd")
        #expect(conflict.code == 2 && conflict.errors.contains("Locking a.psd failed: already created lock"))
        try bob.run(["chmod", "u+w", "a.psd"]).check()
        try bob.write("a.psd", 2000, seed: 5)
        try bob.git("commit", "-q", "-am", "change").check()
        let push = try bob.git("push", "-q", "origin", "main")
        #expect(push.code == 1)
        #expect(push.errors.contains("Unable to push locked files:\n* a.psd - ada"))
        #expect(!push.errors.contains("c.bin"))
        #expect(try bob.lfs("push", "origin", "main").errors.hasPrefix("Unable to push locked files:\n* a.psd - ada"))
        try project.lfs("unlock", "a.psd").check()
        try bob.git("push", "-q", "origin", "main").check()
        #expect(try server.violations() == [])
    }

    @Test func ourOwnHookRespectsThemToo() throws {
        let bob = try bob()
        try project.lfs("lock", "a.psd").check()
        try bob.run(["chmod", "u+w", "a.psd"]).check()
        try bob.write("a.psd", 2000, seed: 5)
        try bob.git("commit", "-q", "-am", "change").check()
        try Files.removeTree(bob.repository.path(".git/hooks"))
        try bob.run(["git", "mlops", "init", "--adopt", "--no-input"]).check()
        let push = try bob.git("push", "-q", "origin", "main")
        #expect(push.code == 1 && push.errors.contains("* a.psd - ada"))
    }

    @Test func listsGoOverPages() throws {
        for name in ["a.psd", "b.psd", "c.bin"] { try project.lfs("lock", name).check() }
        let listed = try project.lfs("locks").check().output
        #expect(listed.split(separator: "\n").count == 3 && listed.hasPrefix("a.psd\tada\tID:"))
        #expect(try project.lfs("locks", "--limit", "2").output.split(separator: "\n").count == 2)
        #expect(try project.lfs("locks", "--path", "b.psd").output.hasPrefix("b.psd"))
        #expect(try project.lfs("locks", "--local").output == listed)
        #expect(try project.lfs("locks", "--cached").output == listed)
        let verified = try bob().lfs("locks", "--verify").check().output
        #expect(verified.split(separator: "\n").allSatisfy { $0.hasPrefix("  ") })
        #expect(try project.lfs("locks", "--verify").output.hasPrefix("O a.psd\tada"))
        let json = try JSONValue.parse(project.lfs("locks", "--json").outputBytes)
        #expect(json.arrayValue?.count == 3)
        #expect(try server.violations() == [])
    }

    @Test func forceTakesSomebodyElses() throws {
        try project.lfs("lock", "a.psd").check()
        let bob = try bob()
        #expect(try bob.lfs("unlock", "a.psd").code == 2)
        try bob.lfs("unlock", "--force", "a.psd").check()
        #expect(try project.lfs("locks").output == "")
    }

    @Test func changesAreCommittedFirst() throws {
        try project.lfs("lock", "a.psd").check()
        try project.write("a.psd", 3000, seed: 6)
        let result = try project.lfs("unlock", "a.psd")
        #expect(result.code == 2 && result.errors == "Cannot unlock file with uncommitted changes")
        try project.lfs("unlock", "--force", "a.psd").check()
    }

    @Test func byIdentifier() throws {
        try project.lfs("lock", "a.psd").check()
        let id = try #require(
            JSONValue.parse(project.lfs("locks", "--json").outputBytes).arrayValue?.first?["id"]?.stringValue)
        #expect(try project.lfs("unlock", "--id=\(id)").check().output == "Unlocked Lock \(id)")
    }

    @Test(arguments: [("404", 0), ("501", 0), ("500", 0)])
    func serversWithoutLocksStopNoPush(_ answer: String, _ code: Int32) throws {
        try server.set(["locks": .string(answer)])
        try project.write("d.bin", 10)
        try project.commit("more")
        #expect(try project.git("push", "-q", "origin", "main").code == code)
        let known = try project.git(
            "config", "--local", "lfs.http://ada:a@\(server.host)/repo.git/info/lfs.locksverify")
        #expect((known.output == "false") == (answer == "501"))
    }

    @Test func whatIsNotThereCanBeLockedAndRefusalsAreTold() throws {
        #expect(try project.lfs("lock", "new.psd").check().output == "Locked new.psd")
        try project.lfs("unlock", "new.psd").check()
        try server.set(["lock_refusal": "lock already created"])
        let result = try project.lfs("lock", "a.psd")
        #expect(result.code == 2 && result.errors == "Locking a.psd failed: lock already created")
    }

    @Test(arguments: [("403", "error: Authentication error: "), ("500", "does not support the Git LFS locking API")])
    func whyARequiredCheckFailedIsTold(_ answer: String, _ sentence: String) throws {
        try project.git("config", "lfs.locksverify", "true").check()
        try server.set(["locks": .string(answer)])
        try project.write("d.bin", 10)
        try project.commit("more")
        let push = try project.git("push", "-q", "origin", "main")
        #expect(push.code == 1 && (push.errors + push.output).contains(sentence))
    }

    @Test func aRequiredCheckThatFailsStopsThePush() throws {
        try project.git("config", "lfs.locksverify", "true").check()
        try server.set(["locks": "500"])
        try project.write("d.bin", 10)
        try project.commit("more")
        #expect(try project.git("push", "-q", "origin", "main").code == 1)
    }
}
