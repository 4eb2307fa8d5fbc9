import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `mlops.sharedStore`: several clones, one copy of each content.
@Suite struct SharedStoreTests {
    let repository: TempRepository
    let shared: ObjectStore
    let bare: String

    init() throws {
        repository = try LargeFileProject().repository
        shared = ObjectStore(root: repository.directory.path("shared"))
        try repository.git("config", "--global", "mlops.sharedStore", shared.root).check()
        bare = try repository.addBareRemote()
        for seed in 1...2 {
            try repository.write("a.bin", LargeFileProject.content(5000, seed: UInt64(seed)))
            try repository.commit("version \(seed)")
        }
        try repository.mlops("push").check()
        try repository.git("push", "-q", "origin", "main").check()
    }

    private func object(_ seed: UInt64) -> LargeObject {
        ContentHasher.object(of: LargeFileProject.content(5000, seed: seed))
    }

    private func store(_ repository: TempRepository) -> ObjectStore {
        ObjectStore(root: repository.path(".git/lfs"))
    }

    /// Either the same file or, where the file system shares extents, another one.
    private func isOneFile(_ first: String, _ second: String) throws -> Bool {
        let infos = [Files.info(first), Files.info(second)]
        if try #require(infos[0]).inode == #require(infos[1]).inode { return true }
        return try repository.run(["cp", "--reflink=always", first, repository.directory.path("probe")]).code == 0
    }

    private func clone(_ name: String) throws -> TempRepository { try repository.clone(name, from: bare) }

    @Test func aCloneTakesWhatAnotherHas() throws {
        #expect(shared.contains(object(1)) && shared.contains(object(2)))
        try Files.removeTree(bare + "/lfs")
        let clone = try clone("clone")
        #expect(try clone.bytes("a.bin") == LargeFileProject.content(5000, seed: 2))
        #expect(try LargeFileProject.isClean(clone))
        let path = store(clone).path(of: object(2).id)
        #expect(try isOneFile(path, shared.path(of: object(2).id)))
        #expect(try isOneFile(path, store(repository).path(of: object(2).id)))
        // A file of the worktree is never the object itself.
        try clone.run(["sh", "-c", "echo more >> a.bin"]).check()
        #expect(try LargeFileProject.storeIsSound(repository))
        try clone.mlops("fetch", "--all").check()
        #expect(store(clone).contains(object(1)))
    }

    @Test func pruneTakesNothingFromOthers() throws {
        let clone = try clone("clone")
        try clone.mlops("fetch", "--all").check()
        try repository.git("reflog", "expire", "--expire=all", "--all").check()
        let age = "find .git/lfs/objects ../shared/objects -type f -exec touch -d '2 hours ago' {} +"
        try repository.run(["sh", "-c", age]).check()
        #expect(try repository.mlops("prune").check().errors.contains("removed 1 object"))
        #expect(!Files.exists(store(repository).path(of: object(1).id)))
        #expect(shared.contains(object(1)) && store(clone).contains(object(1)))
        try Files.removeTree(shared.root)
        #expect(try LargeFileProject.storeIsSound(clone))
        #expect(store(clone).contains(object(1)) && store(clone).contains(object(2)))
        try clone.git("checkout", "-q", "HEAD~1").check()
        #expect(try clone.bytes("a.bin") == LargeFileProject.content(5000, seed: 1))
    }

    /// Damaged bytes of the right size, and a truncated file: neither gets into a clone, both are replaced.
    @Test(arguments: [5000, 17]) func whatIsDamagedIsReplaced(_ size: Int) throws {
        let path = shared.path(of: object(2).id)
        try Files.remove(path)
        try Files.write([UInt8](repeating: 7, count: size), to: path, mode: 0o444)
        let clone = try clone("clone")
        #expect(try clone.bytes("a.bin") == LargeFileProject.content(5000, seed: 2))
        #expect(try shared.verify(object(2)))
        #expect(Files.exists(shared.quarantineDirectory + "/" + object(2).id.hex) == (size == 5000))
    }

    /// An object that is damaged here is the shared one, too, where it is the same file.
    @Test func fsckTakesADamagedObjectOutOfBoth() throws {
        for store in [store(repository), shared] {
            let path = store.path(of: object(2).id)
            try Files.remove(path)
            try Files.write([UInt8](repeating: 7, count: 5000), to: path, mode: 0o444)
        }
        #expect(try repository.mlops("fsck", "--objects").code == 1)
        #expect(!Files.exists(shared.path(of: object(2).id)))
        try repository.mlops("fetch").check()
        #expect(try LargeFileProject.storeIsSound(repository))
        #expect(try shared.verify(object(2)))
    }

    @Test func clonesAtOnceAndRubbishOfOneThatWasKilled() throws {
        let dead = try repository.run(["sh", "-c", "sleep 0 & echo $!; wait"]).check().output
        try repository.directory.write("shared/tmp/mlops-\(dead)-1", "half")
        try repository.run(["touch", "-d", "1 hour ago", shared.root + "/tmp/mlops-\(dead)-1"]).check()
        let script = """
            for i in 1 2 3 4; do git clone -q '\(bare)' ../many$i & done; wait
            for i in 1 2 3 4; do (cd ../many$i && head -c 70000 /dev/zero > z.bin && git add z.bin) & done; wait
            """
        try repository.run(["sh", "-c", script]).check()
        for index in 1...4 {
            let clone = TempRepository(sharing: repository, path: repository.directory.path("many\(index)"))
            #expect(try clone.bytes("a.bin") == LargeFileProject.content(5000, seed: 2))
            #expect(try LargeFileProject.storeIsSound(clone))
            #expect(try Files.list(store(clone).temporaryDirectory).isEmpty)
        }
        #expect(try LargeFileProject.storeIsSound(repository, root: shared.root))
        #expect(try Files.list(shared.temporaryDirectory).isEmpty)
    }

    /// The folder's mode says that a group shares it.
    @Test func aGroupMayUseAFolderThatItMayWriteTo() throws {
        try Files.removeTree(shared.root)
        try Files.makeDirectories(shared.root)
        try Files.setMode(shared.root, 0o2775)
        try repository.run(["sh", "-c", "umask 077; git mlops fetch --all"]).check()
        let path = shared.path(of: object(1).id)
        for folder in [Paths.parent(path), Paths.parent(Paths.parent(path)), shared.objectsDirectory] {
            #expect((Files.info(folder)?.mode ?? 0) & 0o2070 == 0o2070)
        }
        #expect((Files.info(path)?.mode ?? 0) & 0o060 == 0o040)
    }

    /// A file that somebody can write to is copied: another name for it would be no object.
    @Test func whatCanBeWrittenIsCopied() throws {
        let local = ObjectStore(root: repository.directory.path("local"), sharedRoot: shared.root)
        try Files.setMode(shared.path(of: object(1).id), 0o644)
        #expect(local.adoptShared(object(1)))
        #expect(try Descriptor(opening: local.path(of: object(1).id)).linkCount() == 1)
        #expect(try local.verify(object(1)))
    }

    @Test func trackedFilesHaveNoSay() throws {
        try repository.git("config", "--global", "--unset", "mlops.sharedStore").check()
        let place = repository.directory.path("hostile")
        try repository.write(".mlopsconfig", "[mlops]\n\tsharedStore = \(place)\n")
        try repository.write(".lfsconfig", "[mlops]\n\tsharedStore = \(place)\n")
        try repository.write("b.bin", LargeFileProject.content(5000, seed: 3))
        try repository.commit("b")
        try repository.mlops("fetch", "--all").check()
        #expect(!Files.exists(place))
    }

    /// Linked worktrees have one store; a clone that borrows objects reads the lender's.
    @Test func worktreesAndBorrowedObjects() throws {
        try repository.git("worktree", "add", "-q", "--detach", "../linked", "HEAD~1").check()
        #expect(try Files.read(repository.directory.path("linked/a.bin")) == LargeFileProject.content(5000, seed: 1))
        for option in [["--shared"], ["--reference", repository.path]] {
            try Files.removeTree(shared.root)
            let clone = try repository.clone("borrowing\(option.count)", options: option)
            #expect(try clone.bytes("a.bin") == LargeFileProject.content(5000, seed: 2))
            #expect(!store(clone).holdsFile(for: object(2).id))
            try clone.write("b.bin", LargeFileProject.content(5000, seed: 3))
            try clone.commit("b")
            #expect(shared.contains(object(3)))
            #expect(try LargeFileProject.isClean(clone))
        }
    }
}
