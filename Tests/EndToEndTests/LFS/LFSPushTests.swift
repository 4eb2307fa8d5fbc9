import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// What a push sends, and what it says when it cannot.
@Suite struct LFSPushTests {
    let project: LFSProject
    let server: LFSServer

    init() throws {
        (project, server) = try LFSProject.served(files: 2, of: 1000)
    }

    func object(_ number: Int) -> LargeObject {
        ContentHasher.object(of: LargeFileProject.content(number * 1000, seed: UInt64(number)))
    }

    func removeObject(_ number: Int) throws {
        try Files.remove(ObjectStore(root: project.repository.path(".git/lfs")).path(of: object(number).id))
    }

    @Test func aCloneThatOnlyHasTheFiltersSendsContents() throws {
        try project.git("push", "-q", "origin", "main").check()
        let clone = try project.clone("fresh")
        try clone.git("config", "lfs.url", server.url).check()
        try clone.write("3.bin", 3000, seed: 3)
        try clone.commit("three")
        #expect(Files.exists(clone.repository.path(".git/hooks/pre-push")))
        try clone.git("push", "-q", "origin", "main").check()
        #expect(try server.objects().contains(object(3).id.hex))
    }

    @Test func theHookTakesNamesAndTellsWhatItCannotFind() throws {
        let zeros = String(repeating: "0", count: 40)
        let wrong = try project.lfs("pre-push", "origin", "url", input: "refs/heads/x nothing refs/heads/x \(zeros)\n")
        #expect(wrong.code == 2 && wrong.errors.contains("cannot find what is pushed"))
        let bad = try project.lfs("pre-push", "nowhere", "url", input: "")
        #expect(bad.code == 2 && bad.errors.contains("Invalid remote name \"nowhere\""))
        try project.lfs("pre-push", "origin", "url", input: "refs/heads/main main refs/heads/side \(zeros)\n").check()
        #expect(try server.objects().count == 2)
        let asked = try server.bodies().filter { $0["objects"] != nil }
        #expect(asked.map { $0["ref"]?["name"] } == ["refs/heads/side"])
    }

    @Test func eachRefIsAskedForByItself() throws {
        try project.git("checkout", "-q", "-b", "side").check()
        try project.write("3.bin", 3000, seed: 3)
        try project.commit("three")
        let zeros = String(repeating: "0", count: 40)
        let lines = "refs/heads/main main refs/heads/there \(zeros)\nrefs/heads/side side refs/heads/side \(zeros)\n"
        try project.lfs("pre-push", "origin", "url", input: lines).check()
        let asked = try server.bodies().filter { $0["objects"] != nil }
        #expect(asked.map { $0["ref"]?["name"] } == ["refs/heads/there", "refs/heads/side"])
        #expect(asked.map { $0["objects"]?.arrayValue?.count } == [2, 1])
        #expect(try server.objects().count == 3 && server.violations() == [])
    }

    @Test func linksOfOldServersAreFollowed() throws {
        try server.set(["links": true])
        try project.lfs("push", "origin", "main").check()
        #expect(try server.objects().count == 2)
    }

    @Test func impossibleSizesAreRefused() throws {
        try server.set(["wrong_size": true])
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2 && result.errors.contains("invalid size (got: -1)"))
    }

    /// A token may have run out, so another is asked for once; then it is the server's word.
    @Test func refusalsAreToldInTheWordsOfGitLFS() throws {
        try server.set(["forgotten": 1000])
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2 && result.errors.hasPrefix("LFS: token expired\n"))
        #expect(result.output.hasSuffix("Uploading LFS objects:   0% (0/2), 0 B | 0 B/s"))
        #expect(try server.requests().filter { $0.hasPrefix("PUT ") }.count == 4)
    }

    @Test func theOthersAreSentWhenTheWorktreeHasWhatIsLost() throws {
        try removeObject(1)
        let result = try project.git("push", "-q", "origin", "main")
        #expect(result.code == 1)
        #expect((result.output + result.errors).contains("  (missing) 1.bin (\(object(1).id.hex))"))
        #expect(try server.objects() == [object(2).id.hex])
    }

    @Test func nothingIsSentWhenNothingHereHasIt() throws {
        try project.git("rm", "-q", "1.bin").check()
        try project.git("commit", "-q", "-m", "without").check()
        // Last: a look at the file, which git takes when the index is as young, would store its content again.
        try removeObject(1)
        let result = try project.git("push", "-q", "origin", "main")
        #expect(result.code == 1 && result.errors.contains("Unable to find source for object \(object(1).id.hex)"))
        #expect(try server.objects() == [])
        try project.git("config", "lfs.allowincompletepush", "true").check()
        try project.git("push", "-q", "origin", "main").check()
        #expect(try server.objects() == [object(2).id.hex])
    }

    @Test func whatADeletedBranchHadIsSentAgain() throws {
        try project.git("push", "-q", "origin", "main", "main:gone").check()
        try project.repository.run(["git", "-C", "../origin.git", "update-ref", "-d", "refs/heads/gone"]).check()
        try project.repository.run(["git", "-C", "../origin.git", "update-ref", "-d", "refs/heads/main"]).check()
        for object in [object(1), object(2)] { try Files.remove("\(server.folder)/objects/\(object.id.hex)") }
        try project.git("push", "-q", "origin", "main:again").check()
        #expect(try server.objects().count == 2)
    }

    @Test func objectsAreNamedInFull() throws {
        #expect(try project.lfs("push", "--object-id", "origin", "ac1").errors.contains("too short object ID: \"ac1\""))
        #expect(try project.lfs("push", "--object-id", "--stdin", "origin", input: "").code == 1)
        let sent = try project.lfs("push", "--object-id", "origin", object(1).id.hex).check()
        #expect(sent.output.contains("100% (1/1), 1.0 KB"))
    }
}
