import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Large files under the commands people use, with the real git.
@Suite struct GitWorkflowTests {
    let project: LargeFileProject
    var repository: TempRepository { project.repository }

    init() throws {
        project = try LargeFileProject()
    }

    func pointer(_ content: [UInt8]) -> [UInt8] {
        Pointer(ContentHasher.object(of: content)).encoded
    }

    @Test(arguments: [0, 1, 1023, 1024, 65515, 65516, 65517, 70000, 262_144, 262_145, 2_000_003])
    func addCommitAndCheckoutKeepEveryByte(_ size: Int) throws {
        let content = LargeFileProject.content(size)
        try repository.write("a.bin", content)
        try repository.commit("add")
        #expect(try LargeFileProject.blob(repository, "a.bin", in: "HEAD") == pointer(content))
        try Files.remove(repository.path("a.bin"))
        try repository.git("checkout", "--", "a.bin").check()
        #expect(try repository.bytes("a.bin") == content)
        #expect(try LargeFileProject.isClean(repository))
        #expect(try LargeFileProject.storeIsSound(repository))
    }

    @Test func pathsMayHoldAnything() throws {
        let names = [
            "with space.bin", "line\nfeed.bin", "quote\"back\\slash.bin", "grüße.bin", "-dash.bin", "a=b.bin",
            "dir with space/x.bin",
        ]
        for name in names { try repository.write(name, Array(name.utf8) + [0]) }
        try repository.run(["sh", "-c", "printf content > \"$(printf 'latin-\\351.bin')\""]).check()
        try repository.commit("add")
        for name in names {
            #expect(try LargeFileProject.blob(repository, name, in: "HEAD") == pointer(Array(name.utf8) + [0]))
        }
        let clone = try cloneAfterPush("clone")
        for name in names { #expect(try clone.bytes(name) == Array(name.utf8) + [0]) }
        let latin = try clone.run(["sh", "-c", "cat \"$(printf 'latin-\\351.bin')\""]).check()
        #expect(latin.output == "content")
        #expect(try LargeFileProject.isClean(clone))
    }

    @Test func cleaningAgainChangesNothing() throws {
        try repository.write("a.bin", LargeFileProject.content(100_000))
        try repository.commit("add")
        let before = try repository.git("rev-parse", "HEAD^{tree}").check().output
        try repository.run(["touch", "a.bin"]).check()
        #expect(try LargeFileProject.isClean(repository))
        try repository.git("add", "--renormalize", ".").check()
        #expect(try repository.git("write-tree").check().output == before)
    }

    @Test func commitAllAndAmend() throws {
        try repository.write("a.bin", [1, 2, 3])
        try repository.commit("add")
        try repository.write("a.bin", LargeFileProject.content(80_000))
        try repository.git("commit", "-q", "-a", "-m", "change").check()
        try repository.write("a.bin", LargeFileProject.content(80_000, seed: 2))
        try repository.git("commit", "-q", "-a", "--amend", "-m", "again").check()
        let expected = pointer(LargeFileProject.content(80_000, seed: 2))
        #expect(try LargeFileProject.blob(repository, "a.bin", in: "HEAD") == expected)
    }

    @Test func commitOfOnePathUsesAnotherIndex() throws {
        try repository.write("a.bin", [1])
        try repository.write("b.bin", [2])
        try repository.git("add", ".").check()
        try repository.git("commit", "-q", "-m", "one", "a.bin").check()
        #expect(try LargeFileProject.blob(repository, "a.bin", in: "HEAD") == pointer([1]))
        #expect(try repository.git("status", "--porcelain").check().output == "A  b.bin")
    }

    @Test func addByPatchWorksOnPointers() throws {
        try repository.write("a.bin", Array("one\n".utf8))
        try repository.commit("add")
        try repository.write("a.bin", Array("two\n".utf8))
        try repository.git("add", "-p", input: "y\n").check()
        #expect(try LargeFileProject.blob(repository, "a.bin") == pointer(Array("two\n".utf8)))
        try repository.git("commit", "-q", "-m", "patch").check()
        #expect(try LargeFileProject.isClean(repository))
    }

    @Test func branchesSwitchContent() throws {
        let first = LargeFileProject.content(300_000), second = LargeFileProject.content(300_000, seed: 2)
        try repository.write("a.bin", first)
        try repository.commit("first")
        try repository.git("switch", "-q", "-c", "other").check()
        try repository.write("a.bin", second)
        try repository.write("d/b.bin", [1])
        try repository.commit("second")
        try repository.git("switch", "-q", "main").check()
        #expect(try repository.bytes("a.bin") == first)
        #expect(!Files.exists(repository.path("d/b.bin")))
        try repository.git("switch", "-q", "other").check()
        #expect(try repository.bytes("a.bin") == second)
        try repository.git("reset", "-q", "--hard", "main").check()
        #expect(try repository.bytes("a.bin") == first)
        #expect(try LargeFileProject.isClean(repository))
    }

    @Test func stashKeepsChanges() throws {
        try repository.write("a.bin", [1, 2, 3])
        try repository.commit("add")
        let changed = LargeFileProject.content(90_000)
        try repository.write("a.bin", changed)
        try repository.git("stash", "-q").check()
        #expect(try repository.bytes("a.bin") == [1, 2, 3])
        try repository.git("stash", "pop", "-q").check()
        #expect(try repository.bytes("a.bin") == changed)
        #expect(try repository.git("status", "--porcelain").check().output == " M a.bin")
    }

    @Test func mergeAndRebaseTakeBothSides() throws {
        try repository.write("a.bin", [1])
        try repository.commit("base")
        try repository.git("switch", "-q", "-c", "side").check()
        try repository.write("b.bin", LargeFileProject.content(70_000))
        try repository.commit("side")
        try repository.git("switch", "-q", "main").check()
        try repository.write("a.bin", [2])
        try repository.commit("main")
        try repository.git("merge", "-q", "--no-edit", "side").check()
        #expect(try repository.bytes("b.bin") == LargeFileProject.content(70_000))
        try repository.git("switch", "-q", "side").check()
        try repository.git("rebase", "-q", "main^").check()
        #expect(try repository.bytes("a.bin") == [2])
        #expect(try LargeFileProject.isClean(repository))
    }

    @Test func worktreesShareTheStore() throws {
        let content = LargeFileProject.content(100_000)
        try repository.write("a.bin", content)
        try repository.commit("add")
        try repository.git("worktree", "add", "-q", "../linked", "-b", "linked").check()
        let linked = TempRepository(sharing: repository, path: repository.directory.path("linked"))
        #expect(try linked.bytes("a.bin") == content)
        try linked.write("b.bin", [7, 7])
        try linked.commit("from the linked worktree")
        let id = ContentHasher.object(of: [7, 7]).id
        #expect(Files.exists(ObjectStore(root: repository.path(".git/lfs")).path(of: id)))
        #expect(!Files.exists(repository.path(".git/worktrees/linked/lfs")))
    }

    @Test func submodulesHaveTheirOwnStore() throws {
        try repository.write("a.bin", [1, 2])
        try repository.commit("inner")
        let outer = TempRepository(sharing: repository, path: repository.directory.path("outer"))
        try repository.git("init", "-q", outer.path).check()
        try outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repository.path, "sub").check()
        #expect(try Files.read(outer.path("sub/a.bin")) == [1, 2])
        let inner = TempRepository(sharing: repository, path: outer.path("sub"))
        try inner.write("b.bin", [3])
        try inner.commit("in the submodule")
        let id = ContentHasher.object(of: [3]).id
        #expect(Files.exists(ObjectStore(root: outer.path(".git/modules/sub/lfs")).path(of: id)))
    }

    @Test func separateGitDirAndWorkTree() throws {
        try repository.write("a.bin", [5, 5, 5])
        try repository.commit("add")
        let empty = repository.directory.path("elsewhere")
        try Files.makeDirectories(empty)
        let environment = ["GIT_DIR": repository.path(".git"), "GIT_WORK_TREE": empty]
        let merged = repository.environment.merging(environment) { $1 }
        try Shell.run(["git", "checkout", "-q", "-f", "HEAD"], in: repository.directory.path, environment: merged)
            .check()
        #expect(try Files.read(empty + "/a.bin") == [5, 5, 5])
        try Files.write([6], to: empty + "/b.bin")
        try Shell.run(["git", "add", "b.bin"], in: empty, environment: merged).check()
        #expect(Files.exists(ObjectStore(root: repository.path(".git/lfs")).path(of: ContentHasher.object(of: [6]).id)))
    }

    @Test func archiveHoldsContent() throws {
        let content = LargeFileProject.content(200_000)
        try repository.write("a.bin", content)
        try repository.commit("add")
        let script = "git archive HEAD a.bin | tar xf - -C '\(repository.directory.path)'"
        try repository.run(["sh", "-c", script]).check()
        #expect(try Files.read(repository.directory.path("a.bin")) == content)
        try repository.git("cat-file", "--filters", "HEAD:a.bin").check()
    }

    @Test func executableBitStays() throws {
        try repository.write("run.bin", [1], mode: 0o755)
        try repository.commit("add")
        try Files.remove(repository.path("run.bin"))
        try repository.git("checkout", "-q", "--", ".").check()
        #expect(Files.info(repository.path("run.bin"))?.isExecutable == true)
    }

    @Test func sharedRepositoryModeReachesObjects() throws {
        try repository.git("config", "core.sharedRepository", "0660").check()
        try repository.write("a.bin", [1, 2])
        try repository.git("add", ".").check()
        let path = ObjectStore(root: repository.path(".git/lfs")).path(of: ContentHasher.object(of: [1, 2]).id)
        #expect(Files.info(path)?.mode == 0o440)
    }

    /// Trap 6: with `required`, a clean that fails commits nothing.
    @Test func aFailingCleanFailsTheAdd() throws {
        try Files.makeDirectories(repository.path(".git/lfs"))
        try Files.write([], to: repository.path(".git/lfs/tmp"))
        try repository.write("a.bin", [1, 2])
        let result = try repository.git("add", "a.bin")
        #expect(result.code == 128)
        #expect(result.errors.contains("a.bin: clean filter 'mlops' failed"))
        #expect(try repository.git("ls-files").check().output == ".gitattributes")
    }

    /// Trap 10 and 16: without the program, git says which filter failed, and the file is not touched.
    @Test func aMissingProgramStopsGit() throws {
        try repository.write("a.bin", [1, 2])
        try repository.git("config", "filter.mlops.process", "no-such-program").check()
        try repository.git("config", "filter.mlops.clean", "no-such-program").check()
        let result = try repository.git("add", "a.bin")
        #expect(result.code == 128)
        #expect(try repository.git("ls-files").check().output == ".gitattributes")
    }

    /// Trap 14: `-text` keeps conversions of line ends away from pointers and content.
    @Test func lineEndsAreLeftAlone() throws {
        try repository.git("config", "core.autocrlf", "true").check()
        let content = Array("a\nb\r\nc\n".utf8)
        try repository.write("a.bin", content)
        try repository.commit("add")
        #expect(try LargeFileProject.blob(repository, "a.bin", in: "HEAD") == pointer(content))
        try Files.remove(repository.path("a.bin"))
        try repository.git("checkout", "-q", "--", ".").check()
        #expect(try repository.bytes("a.bin") == content)
    }

    /// Trap 15: after add and checkout git's index knows the files, and the filter is not called again.
    @Test func statusAsksTheFilterOnlyWhatItMust() throws {
        try repository.write("a.bin", LargeFileProject.content(100_000))
        try repository.commit("add")
        try repository.run(["touch", "-d", "2020-01-01", "a.bin"]).check()
        try repository.git("update-index", "-q", "--refresh")
        try repository.git("config", "filter.mlops.process", "no-such-program").check()
        #expect(try LargeFileProject.isClean(repository))
    }

    @Test func oneShotFiltersDoTheSame() throws {
        try repository.git("config", "--global", "--unset", "filter.mlops.process").check()
        let content = LargeFileProject.content(150_000)
        try repository.write("with space.bin", content)
        try repository.commit("add")
        #expect(try LargeFileProject.blob(repository, "with space.bin", in: "HEAD") == pointer(content))
        try Files.remove(repository.path("with space.bin"))
        try repository.git("checkout", "-q", "--", ".").check()
        #expect(try repository.bytes("with space.bin") == content)
    }

    func cloneAfterPush(_ name: String) throws -> TempRepository {
        let bare = try repository.addBareRemote()
        try repository.mlops("push").check()
        try repository.git("push", "-q", "origin", "main").check()
        return try repository.clone(name, from: bare)
    }
}
