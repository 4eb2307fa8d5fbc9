import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Large files between repositories: the repository on this machine that git pushes to, and named directories.
@Suite struct RemoteTests {
    let project: LargeFileProject
    var repository: TempRepository { project.repository }

    init() throws {
        project = try LargeFileProject()
        for index in 0..<5 {
            try repository.write("f\(index).bin", LargeFileProject.content(100_000, seed: UInt64(index)))
        }
        try repository.write("empty.bin", [UInt8]())
        try repository.commit("data")
    }

    @Test func aLocalRepositoryNeedsNoConfiguration() throws {
        let bare = try repository.addBareRemote()
        #expect(try repository.mlops("push").check().errors == "pushed 5 objects, 488.28 KiB")
        #expect(try repository.mlops("push").check().errors == "")
        try repository.git("push", "-q", "origin", "main").check()
        #expect(try LargeFileProject.storeIsSound(repository, root: bare + "/lfs"))
        for source in [bare, "file://" + bare, "origin.git"] {
            let clone = try repository.clone("clone-\(source.count)", from: source)
            #expect(try clone.bytes("f3.bin") == LargeFileProject.content(100_000, seed: 3))
            #expect(try clone.bytes("empty.bin") == [])
            #expect(try LargeFileProject.isClean(clone))
            #expect(try clone.mlops("fsck").check().output.isEmpty)
        }
    }

    /// Nobody typed `git mlops init`: a place for large files makes the repository one whose pushes carry them.
    @Test(arguments: [["--shared"], []]) func aRemoteIsAllThatAPlainPushNeeds(_ options: [String]) throws {
        let plain = try TempRepository()
        let (bare, folder) = (try plain.addBareRemote(), plain.directory.path("store"))
        try plain.mlops("install").check()
        try plain.mlops("track", "*.bin").check()
        try plain.write("a.bin", LargeFileProject.content(70_000, seed: 7))
        try plain.commit("data")
        #expect(!Files.exists(plain.path(".git/hooks/pre-push")))
        try plain.run(["git", "mlops", "remote", "add", "--default"] + options + ["team", folder]).check()
        try plain.commit("place")
        let pushed = try plain.git("push", "-q", "origin", "main").check()
        #expect(pushed.errors == "pushed 1 object, 68.35 KiB", "\(pushed)")
        try plain.mlops("fsck", "--remote").check()
        #expect(Files.exists(folder) && Files.exists(bare))
    }

    @Test func relativeURLsStartAtTheTop() throws {
        try repository.addBareRemote()
        try repository.git("remote", "set-url", "origin", "../origin.git").check()
        try repository.write("sub/x", "")
        try Shell.run(["git", "mlops", "push"], in: repository.path("sub"), environment: repository.environment).check()
        #expect(Files.exists(repository.directory.path("origin.git/lfs/objects")))
    }

    @Test func aCloneOfAWorkingRepositoryReadsItsStore() throws {
        let clone = try repository.clone("clone")
        #expect(try clone.bytes("f4.bin") == LargeFileProject.content(100_000, seed: 4))
    }

    @Test func namedDirectoriesTravelInMlopsconfig() throws {
        let folder = repository.directory.path("store")
        try repository.mlops("remote", "add", "--shared", "--default", "team", folder).check()
        #expect(try repository.read(".mlopsconfig").contains("[remote \"team\"]"))
        try repository.commit("remote")
        #expect(try repository.mlops("push", "--all").check().errors.hasSuffix("pushed 5 objects, 488.28 KiB"))
        let bare = try repository.addBareRemote()
        try repository.git("push", "-q", "origin", "main").check()
        let clone = try repository.clone("clone", from: bare)
        #expect(try clone.bytes("f1.bin") == LargeFileProject.content(100_000, seed: 1))
        #expect(try clone.mlops("remote").check().output == "* team\t\(folder) (.mlopsconfig)")
        #expect(!Files.exists(bare + "/lfs"))
    }

    @Test func localConfigurationWinsOverMlopsconfig() throws {
        try repository.mlops("remote", "add", "--shared", "--default", "team", repository.directory.path("one")).check()
        try repository.git("config", "mlops.team.url", repository.directory.path("two")).check()
        try Files.makeDirectories(repository.directory.path("two"))
        try repository.mlops("push", "--all").check()
        #expect(Files.exists(repository.directory.path("two/objects")))
        #expect(!Files.exists(repository.directory.path("one/objects")))
    }

    @Test func mlopsconfigCanSetNothingElse() throws {
        try repository.write(
            ".mlopsconfig",
            "[include]\n\tpath = \(repository.directory.path("evil"))\n[filter \"mlops\"]\n\tclean = touch pwned\n[mlops]\n\tskipSmudge = true\n[lfs]\n\tstorage = ../evil\n"
        )
        try repository.directory.write("evil", "[remote \"evil\"]\n\turl = /evil\n[mlops]\n\tremote = evil\n")
        try repository.commit("hostile")
        #expect(try repository.mlops("remote").check().output == "")
        try repository.write("g.bin", [1])
        try repository.commit("more")
        #expect(!Files.exists(repository.path("pwned")))
        #expect(Files.exists(ObjectStore(root: repository.path(".git/lfs")).path(of: ContentHasher.object(of: [1]).id)))
    }

    @Test func aMountThatIsNotThereIsNotFilled() throws {
        try repository.mlops("remote", "add", "--default", "disk", repository.directory.path("disk")).check()
        try Files.removeTree(repository.directory.path("disk"))
        let result = try repository.mlops("push", "--all")
        #expect(result.code == 128)
        #expect(
            result.errors
                == "fatal: cannot use remote 'disk': there is no folder '\(repository.directory.path("disk"))'\nhint: mount it, or create it with 'mkdir -p'"
        )
        #expect(!Files.exists(repository.directory.path("disk")))
    }

    @Test func withoutARemoteSaysHowToNameOne() throws {
        let result = try repository.mlops("push")
        #expect(result.code == 128)
        #expect(
            result.errors
                == "fatal: cannot find a remote for large files\nhint: git mlops remote add --default <name> <directory>"
        )
        // The Git LFS server that goes with it is the last that is asked.
        try repository.git("remote", "add", "origin", "http://127.0.0.1:1/x.git").check()
        let other = try repository.mlops("push")
        #expect(other.errors.hasPrefix("fatal: cannot reach '127.0.0.1:1'"), "\(other.errors)")
    }

    @Test func anObjectThatIsNowhereStopsThePush() throws {
        try repository.addBareRemote()
        let id = ContentHasher.object(of: LargeFileProject.content(100_000, seed: 2)).id
        try Files.remove(ObjectStore(root: repository.path(".git/lfs")).path(of: id))
        let result = try repository.mlops("push")
        #expect(result.code == 128)
        #expect(
            result.errors.hasPrefix(
                "fatal: cannot push 'f2.bin': object \(id.hex) is neither in this clone nor on remote 'origin'\nhint: ")
        )
        try repository.git("config", "lfs.allowIncompletePush", "true").check()
        #expect(try repository.mlops("push").check().errors.contains("pushed 4 objects"))
    }

    @Test func aDamagedObjectIsNotSent() throws {
        let bare = try repository.addBareRemote()
        let object = ContentHasher.object(of: LargeFileProject.content(100_000, seed: 2))
        let path = ObjectStore(root: repository.path(".git/lfs")).path(of: object.id)
        try Files.setMode(path, 0o644)
        try Files.write([UInt8](repeating: 0, count: 100_000), to: path)
        let result = try repository.mlops("push")
        #expect(result.code == 128)
        #expect(result.errors.contains("its content is not object \(object.id.hex)"))
        #expect(try LargeFileProject.storeIsSound(repository, root: bare + "/lfs"))
        #expect(!ObjectStore(root: bare + "/lfs").contains(object))
    }

    @Test func aDamagedObjectIsNotFetched() throws {
        let bare = try repository.addBareRemote()
        try repository.mlops("push").check()
        try repository.git("push", "-q", "origin", "main").check()
        let object = ContentHasher.object(of: LargeFileProject.content(100_000, seed: 2))
        let path = ObjectStore(root: bare + "/lfs").path(of: object.id)
        try Files.setMode(path, 0o644)
        try Files.write([UInt8](repeating: 0, count: 100_000), to: path)
        let target = repository.directory.path("clone")
        let result = try repository.git("clone", "-q", bare, target)
        #expect(result.code == 128)
        #expect(result.errors.contains("error: cannot get 'f2.bin': cannot use '\(path)': its content is not object"))
        let clone = TempRepository(sharing: repository, path: target)
        #expect(try LargeFileProject.storeIsSound(clone))
    }

    @Test func skippedDownloadsArePulledLater() throws {
        let bare = try repository.addBareRemote()
        try repository.mlops("push").check()
        try repository.git("push", "-q", "origin", "main").check()
        let target = repository.directory.path("clone")
        try repository.run(["git", "clone", "-q", bare, target], environment: ["GIT_LFS_SKIP_SMUDGE": "1"]).check()
        let clone = TempRepository(sharing: repository, path: target)
        #expect(try LargeFileProject.isClean(clone))
        #expect(!Files.exists(clone.path(".git/lfs/objects")))
        try clone.write("f0.bin", [1, 2, 3])
        try Files.remove(clone.path("f1.bin"))
        #expect(try clone.mlops("pull").check().errors == "fetched 5 objects, 488.28 KiB\nchecked out 3 files")
        #expect(try clone.bytes("f0.bin") == [1, 2, 3])
        #expect(try clone.bytes("f4.bin") == LargeFileProject.content(100_000, seed: 4))
        #expect(try clone.git("status", "--porcelain").check().output == " M f0.bin\n D f1.bin")
        try clone.mlops("checkout", "f1.bin").check()
        #expect(try clone.git("status", "--porcelain").check().output == " M f0.bin")
    }

    /// A checkout that was killed between filling in a file and telling the index; another file is really changed.
    @Test func checkoutSettlesWhatAnEarlierOneLeft() throws {
        let bare = try repository.addBareRemote()
        try repository.mlops("push").check()
        try repository.git("push", "-q", "origin", "main").check()
        let target = repository.directory.path("clone")
        try repository.run(["git", "clone", "-q", bare, target], environment: ["GIT_LFS_SKIP_SMUDGE": "1"]).check()
        let clone = TempRepository(sharing: repository, path: target)
        try clone.write("f0.bin", LargeFileProject.content(100_000, seed: 0))
        try clone.write("f1.bin", LargeFileProject.content(100_000, seed: 77))
        #expect(try clone.git("status", "--porcelain").check().output == " M f0.bin\n M f1.bin")
        try clone.mlops("pull").check()
        #expect(try clone.git("status", "--porcelain").check().output == " M f1.bin")
        #expect(try clone.bytes("f1.bin") == LargeFileProject.content(100_000, seed: 77))
    }

    @Test func fetchesWhatCommitsName() throws {
        let bare = try repository.addBareRemote()
        try repository.git("switch", "-q", "-c", "side").check()
        try repository.write("side.bin", [9, 9])
        try repository.commit("side")
        try repository.mlops("push", "--all").check()
        try repository.git("push", "-q", "origin", "main", "side").check()
        let clone = try repository.clone("clone", from: bare)
        #expect(try clone.mlops("fetch").check().errors == "")
        #expect(try clone.mlops("fetch", "origin/side").check().errors == "fetched 1 object, 2 bytes")
        try Files.removeTree(clone.path(".git/lfs"))
        #expect(try clone.mlops("fetch", "origin", "--all").check().errors.hasPrefix("fetched 6 objects"))
    }

    /// An index names what is not in HEAD; a link in the worktree must not lead the checkout out of it.
    @Test func checkoutFollowsNoLinks() throws {
        try repository.write("d/x.bin", [4, 4, 4])
        try repository.commit("folder")
        try Files.removeTree(repository.path("d"))
        try Files.makeDirectories(repository.directory.path("outside"))
        try repository.run(["ln", "-s", "../outside", "d"]).check()
        try Files.write(
            Pointer(ContentHasher.object(of: [4, 4, 4])).encoded, to: repository.directory.path("outside/x.bin"))
        try repository.mlops("checkout").check()
        let bytes = try Files.read(repository.directory.path("outside/x.bin"))
        #expect(Pointer.parse(bytes) != nil)
    }

    @Test func refusesBadRemotes() throws {
        for name in ["-x", "", "a b", "a]b", ".hidden"] {
            #expect(try repository.run(["git", "mlops", "remote", "add", "--", name, "/tmp"]).code == 128)
        }
        let scheme = try repository.mlops("remote", "add", "x", "gopher://bucket")
        #expect(scheme.code == 128)
        #expect(scheme.errors.hasPrefix("fatal: cannot use remote 'x': 'gopher://bucket' is not a place that is known"))
        try repository.mlops("remote", "add", "x", repository.directory.path("x")).check()
        #expect(try repository.mlops("remote", "add", "x", repository.directory.path("x")).code == 1)
        try repository.mlops("remote", "remove", "x").check()
        #expect(try repository.mlops("remote").check().output == "")
        #expect(try repository.mlops("remote", "remove", "x").code == 1)
    }
}
