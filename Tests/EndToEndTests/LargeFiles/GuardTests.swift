import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Contents where pointers belong, pointers where contents belong, and large files that nobody tracked.
@Suite struct GuardTests {
    let repository: TempRepository
    let content = LargeFileProject.content(5000, seed: 1)

    init() throws {
        repository = try TempRepository(install: true)
        try repository.mlops("init", "--adopt", "--no-input").check()
        try repository.write("old.bin", content)
        try repository.commit("before it was tracked")
        try repository.mlops("track", "*.bin").check()
        try repository.git("add", ".gitattributes").check()
        try repository.git("commit", "-q", "-m", "track").check()
    }

    private func addRaw(_ path: String) throws {
        try repository.git(
            "-c", "filter.mlops.process=", "-c", "filter.mlops.clean=", "-c", "filter.mlops.required=false", "add", path
        ).check()
    }

    /// A file from before the path was tracked looks changed to nobody, whatever touches it.
    @Test func plainBlobsStayAsTheyAre() throws {
        try repository.run(["touch", "old.bin"]).check()
        #expect(try repository.git("status", "--porcelain").check().output.isEmpty)
        try repository.git("add", "old.bin").check()
        #expect(try repository.git("status", "--porcelain").check().output.isEmpty)
        let clone = try repository.clone("clone")
        try clone.run(["touch", "old.bin"]).check()
        #expect(try clone.git("status", "--porcelain").check().output.isEmpty)
        #expect(try clone.bytes("old.bin") == content)
        try repository.write("old.bin", content + [1])
        try repository.git("add", "old.bin").check()
        #expect(Pointer.parse(try LargeFileProject.blob(repository, "old.bin")) != nil)
    }

    /// Indexes that the filter does not read itself: split ones, and those of more than 24 MiB. git is asked.
    @Test(arguments: [true, false]) func plainBlobsStayInAnyIndex(_ isSplit: Bool) throws {
        if isSplit {
            try repository.git("update-index", "--split-index").check()
        } else {
            let blob = try repository.git("rev-parse", ":old.bin").check().output
            let script = """
                import sys
                for n in range(100000):
                    sys.stdout.write("100644 %s 0\\tabsent/%06d%s\\n" % (sys.argv[1], n, "x" * 200))
                """
            let lines = try repository.run(["python3", "-c", script, blob]).check().output + "\n"
            try repository.git("update-index", "--index-info", input: lines).check()
            #expect(try #require(Files.info(repository.path(".git/index"))).size > 24 << 20)
        }
        let before = try repository.git("ls-files", "-s", "old.bin").check().output
        try repository.run(["touch", "old.bin"]).check()
        try repository.git("add", "old.bin").check()
        #expect(try repository.git("ls-files", "-s", "old.bin").check().output == before)
        try repository.write("new.bin", content + [1])
        try repository.git("add", "new.bin").check()
        #expect(Pointer.parse(try LargeFileProject.blob(repository, "new.bin")) != nil)
    }

    @Test func fixConvertsContents() throws {
        #expect(try repository.mlops("doctor").output.contains("1 tracked file is in git itself"))
        #expect(try repository.mlops("fix").check().output == "converted old.bin")
        #expect(try LargeFileProject.blob(repository, "old.bin") == Pointer(ContentHasher.object(of: content)).encoded)
        #expect(try repository.bytes("old.bin") == content)
        #expect(try repository.git("status", "--porcelain").check().output == "M  old.bin")
        try repository.git("commit", "-q", "-m", "fixed").check()
        #expect(try repository.mlops("fix").check().errors == "nothing to fix")
    }

    @Test func contentsInPlaceOfPointersAreNotCommitted() throws {
        try repository.write("new.bin", content + [2])
        try addRaw("new.bin")
        let commit = try repository.git("commit", "-q", "-m", "raw")
        #expect(commit.code == 1)
        #expect(commit.errors.contains("'new.bin' is tracked as a large file, but git would hold its content"))
        #expect(commit.errors.contains("hint: git mlops fix"))
        try repository.mlops("fix").check()
        try repository.git("commit", "-q", "-m", "mended").check()
        #expect(Pointer.parse(try LargeFileProject.blob(repository, "new.bin", in: "HEAD")) != nil)
    }

    @Test func pointersWithoutAttributeAreNotCommittedAndMended() throws {
        let object = try ObjectStore(root: repository.path(".git/lfs")).insert(content + [3])
        try repository.write("dir/stray file.txt", Pointer(object).encoded)
        try repository.git("add", "dir").check()
        let commit = try repository.git("commit", "-q", "-m", "stray")
        #expect(commit.code == 1)
        #expect(commit.errors.contains("'dir/stray file.txt' is a large file's pointer, but no attribute says so"))
        #expect(try repository.mlops("doctor").output.contains("1 pointer is in git without an attribute"))
        #expect(try repository.mlops("fix").check().output.contains("tracked \"dir/stray file.txt\"") == false)
        #expect(try repository.bytes("dir/stray file.txt") == content + [3])
        try repository.git("commit", "-q", "-m", "mended").check()
        #expect(try repository.git("status", "--porcelain").check().output.isEmpty)
    }

    @Test func aPushTellsOfBoth() throws {
        let bare = try repository.addBareRemote()
        try repository.write("new.bin", content + [4])
        try addRaw("new.bin")
        try repository.git("commit", "-q", "--no-verify", "-m", "raw").check()
        let push = try repository.git("push", "-q", "origin", "main").check()
        #expect(push.errors.contains("'new.bin' is tracked as a large file, but git would hold its content"))
        #expect(try !repository.run(["git", "ls-remote", bare]).check().output.isEmpty)
    }

    @Test func largeFilesThatNobodyTracksAreRefused() throws {
        try repository.git("config", "mlops.maxFileSize", "10000").check()
        try repository.write("a b.dat", LargeFileProject.content(10_001))
        try repository.write("ok.dat", LargeFileProject.content(10_000))
        try repository.git("add", ".").check()
        let commit = try repository.git("commit", "-q", "-m", "large")
        #expect(commit.code == 1)
        #expect(commit.errors.contains("'a b.dat' has 10001 bytes, and git would keep every version of it"))
        #expect(!commit.errors.contains("ok.dat"))
        // The hint is a command that works as it is printed.
        let hint = try #require(commit.errors.split(separator: "\n").first { $0.hasPrefix("hint: git rm") })
        try repository.run(["sh", "-c", String(hint.dropFirst(6))]).check()
        try repository.git("commit", "-q", "-m", "tracked").check()
        #expect(Pointer.parse(try LargeFileProject.blob(repository, "a b.dat", in: "HEAD")) != nil)
    }

    @Test func theLimitCanBeSwitchedOff() throws {
        try repository.git("config", "mlops.maxFileSize", "0").check()
        try repository.run(["truncate", "-s", "12M", "a.dat"]).check()
        try repository.git("add", ".").check()
        try repository.git("commit", "-q", "-m", "large").check()
    }
}
