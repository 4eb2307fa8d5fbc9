import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Nothing but git's own verbs, once `git mlops install` and `git mlops init` have been run.
@Suite struct PlainGitTests {
    let repository: TempRepository
    let bare: String

    init() throws {
        repository = try TempRepository(install: true)
        bare = try repository.addBareRemote()
        try repository.mlops("init", "--adopt", "--no-input").check()
        try repository.mlops("track", "*.bin").check()
        for index in 0..<3 {
            try repository.write("f\(index).bin", LargeFileProject.content(200_000, seed: UInt64(index)))
        }
        try repository.commit("data")
    }

    @Test func pushCarriesContentAndCloneBringsIt() throws {
        let push = try repository.git("push", "-q", "origin", "main").check()
        #expect(push.errors.contains("pushed 3 objects, 585.93 KiB"))
        let clone = try repository.clone("clone", from: bare)
        for index in 0..<3 {
            #expect(try clone.bytes("f\(index).bin") == LargeFileProject.content(200_000, seed: UInt64(index)))
        }
        #expect(try LargeFileProject.isClean(clone))
    }

    @Test func pullAndFetchBringWhatOthersPushed() throws {
        try repository.git("push", "-q", "origin", "main").check()
        let clone = try repository.clone("clone", from: bare)
        let changed = LargeFileProject.content(300_000, seed: 9)
        try repository.write("f1.bin", changed)
        try repository.commit("change")
        try repository.git("push", "-q", "origin", "main").check()
        try clone.git("pull", "-q").check()
        #expect(try clone.bytes("f1.bin") == changed)
        #expect(try LargeFileProject.isClean(clone))
    }

    @Test func aPushOfContentThatIsNowhereIsStopped() throws {
        let id = ContentHasher.object(of: LargeFileProject.content(200_000, seed: 1)).id
        try Files.remove(ObjectStore(root: repository.path(".git/lfs")).path(of: id))
        let push = try repository.git("push", "-q", "origin", "main")
        #expect(push.code == 1)
        #expect(
            push.errors.contains(
                "cannot push 'f1.bin': object \(id.hex) is neither in this clone nor on remote 'origin'"))
        #expect(try repository.run(["git", "ls-remote", bare]).check().output == "")
    }

    @Test func aSecondPushHasNothingToSend() throws {
        try repository.git("push", "-q", "origin", "main").check()
        try repository.write("text", "x")
        try repository.commit("text")
        try Files.removeTree(bare + "/lfs")
        #expect(try !repository.git("push", "-q", "origin", "main").check().errors.contains("pushed"))
        #expect(!Files.exists(bare + "/lfs"))
    }
}
