import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Both sides changed one large file: ours stays, the other two are put beside it, and no pointer ever gets conflict
/// markers.
@Suite struct MergeTests {
    let repository: TempRepository
    let base = LargeFileProject.content(5000, seed: 1)
    let main = LargeFileProject.content(6000, seed: 2)
    let side = LargeFileProject.content(7000, seed: 3)

    init() throws {
        repository = try TempRepository(install: true)
        try repository.write(".gitattributes", "*.bin filter=mlops diff=mlops merge=mlops -text\n")
        try repository.write("d/model.bin", base)
        try repository.write("other.bin", base)
        try repository.commit("base")
        try repository.git("switch", "-q", "-c", "side").check()
        try repository.write("d/model.bin", side)
        try repository.commit("side")
        try repository.git("switch", "-q", "main").check()
        try repository.write("d/model.bin", main)
        try repository.commit("main")
    }

    private func expectConflict(ours: [UInt8], theirs: [UInt8], name: String) throws {
        #expect(try repository.git("status", "--porcelain", "-uno").check().output.contains("UU d/model.bin"))
        #expect(try repository.bytes("d/model.bin") == ours)
        #expect(try repository.bytes(name) == theirs)
        #expect(try repository.bytes("d/model.base.bin") == base)
    }

    @Test func merge() throws {
        let result = try repository.git("merge", "--no-edit", "side")
        #expect(result.code == 1)
        #expect(result.errors.contains("mlops: 'd/model.bin' was changed on both sides; ours is in its place"))
        try expectConflict(ours: main, theirs: side, name: "d/model.theirs~side.bin")
        #expect(try repository.mlops("status", "--porcelain").check().output == "UU d/model.bin")
        try repository.git("checkout", "-q", "--theirs", "d/model.bin").check()
        #expect(try repository.bytes("d/model.bin") == side)
        try repository.git("add", "d/model.bin").check()
        try repository.git("commit", "-q", "--no-edit").check()
        #expect(try LargeFileProject.blob(repository, "d/model.bin", in: "HEAD") == pointer(side))
    }

    private func pointer(_ content: [UInt8]) -> [UInt8] { Pointer(ContentHasher.object(of: content)).encoded }

    /// Later versions of git tell the driver which commit is theirs: then its name has that.
    private func theirs() throws -> String {
        let names = try Files.list(repository.path("d")).filter { $0.hasPrefix("model.theirs") }
        #expect(names.count == 1)
        return "d/\(names.first ?? "")"
    }

    @Test func rebaseAndCherryPick() throws {
        #expect(try repository.git("cherry-pick", "side").code == 1)
        try expectConflict(ours: main, theirs: side, name: theirs())
        try repository.git("cherry-pick", "--abort").check()
        try repository.git("clean", "-q", "-f", "-d").check()
        #expect(try repository.bytes("d/model.bin") == main)
        try repository.git("switch", "-q", "side").check()
        #expect(try repository.git("rebase", "-q", "main").code == 1)
        try expectConflict(ours: main, theirs: side, name: theirs())
        try repository.git("rebase", "--abort").check()
        #expect(try repository.bytes("d/model.bin") == side)
    }

    @Test func stashPop() throws {
        let mine = LargeFileProject.content(8000, seed: 4)
        try repository.write("d/model.bin", mine)
        try repository.git("stash", "-q").check()
        try repository.write("d/model.bin", side)
        try repository.commit("again")
        #expect(try repository.git("stash", "pop").code == 1)
        #expect(try repository.bytes("d/model.bin") == side)
        let beside = try Files.list(repository.path("d")).filter { $0.hasPrefix("model.theirs") }
        #expect(beside.count == 1)
        #expect(try repository.bytes("d/\(beside[0])") == mine)
    }

    @Test func equalAndOneSidedChangesMergeInSilence() throws {
        try repository.write("other.bin", main)
        try repository.commit("one-sided")
        try repository.git("switch", "-q", "side").check()
        try repository.write("d/model.bin", main)
        try repository.commit("the same")
        let result = try repository.git("merge", "-q", "--no-edit", "main").check()
        #expect(!result.errors.contains("mlops:"))
        #expect(try repository.bytes("d/model.bin") == main)
        #expect(try repository.bytes("other.bin") == main)
        #expect(try repository.git("status", "--porcelain").check().output.isEmpty)
    }

    @Test func somebodysFileBesideIsNotOverwritten() throws {
        try repository.write("d/model.theirs~side.bin", "mine")
        _ = try repository.git("merge", "--no-edit", "side")
        #expect(try repository.read("d/model.theirs~side.bin") == "mine")
    }

    @Test func whatBothAddedHasNoBase() throws {
        for (branch, seed) in [("side", UInt64(20)), ("main", 21)] {
            try repository.git("switch", "-q", branch).check()
            try repository.write("new.bin", LargeFileProject.content(900, seed: seed))
            try repository.write("d/model.bin", main)
            try repository.commit("add")
        }
        #expect(try repository.git("merge", "--no-edit", "side").code == 1)
        #expect(try repository.bytes("new.bin") == LargeFileProject.content(900, seed: 21))
        #expect(try repository.bytes("new.theirs~side.bin") == LargeFileProject.content(900, seed: 20))
        #expect(!Files.exists(repository.path("new.base.bin")))
    }
}
