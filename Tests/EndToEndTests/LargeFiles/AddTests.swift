import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops add` beside `git add`, in two copies of one worktree.
@Suite struct AddTests {
    let ours: TempRepository
    let theirs: TempRepository

    init() throws {
        ours = try LargeFileProject().repository
        theirs = try ours.clone("theirs")
        for repository in [ours, theirs] {
            try repository.write("kept.bin", LargeFileProject.content(5000, seed: 1))
            try repository.write("gone.bin", LargeFileProject.content(5000, seed: 2))
            try repository.write("changed.bin", LargeFileProject.content(5000, seed: 3))
            try repository.write("mode.bin", LargeFileProject.content(5000, seed: 4))
            try repository.write("folder.bin", LargeFileProject.content(5000, seed: 5))
            try repository.write("text", "one\n")
            try repository.commit("base")
            try Self.change(repository)
        }
    }

    private static func change(_ repository: TempRepository) throws {
        for name in ["gone.bin", "folder.bin"] { try Files.remove(repository.path(name)) }
        try repository.write("folder.bin/inner.bin", LargeFileProject.content(100, seed: 6))
        try repository.write("changed.bin", LargeFileProject.content(40_000_000, seed: 7))
        try Files.setMode(repository.path("mode.bin"), 0o755)
        for (index, size) in [0, 1, 300, 1023, 1024, 200_000].enumerated() {
            try repository.write("new/\(index).bin", LargeFileProject.content(size, seed: 9))
        }
        try repository.write("new/same.bin", LargeFileProject.content(200_000, seed: 9))
        try repository.write("new/run.bin", [1, 2], mode: 0o755)
        try repository.write("new/name with\nline feed.bin", [3])
        try repository.write("new/pointer.bin", Pointer(ContentHasher.object(of: [5])).encoded)
        try repository.write("sub/.gitattributes", "special filter=mlops -text\nplain.bin !filter\n")
        try repository.write("sub/special", LargeFileProject.content(2000, seed: 10))
        try repository.write("sub/plain.bin", "in git")
        try repository.write(".gitignore", "ignored.bin\n")
        try repository.write("ignored.bin", [1])
        try repository.write("text", "two\n")
        try repository.run(["ln", "-s", "text", "link.bin"]).check()
    }

    private func entries(_ repository: TempRepository) throws -> String {
        try repository.git("ls-files", "-s", "-z").check().output
    }

    @Test(arguments: [["."], ["new", "sub"], ["*.bin"], ["changed.bin"], ["gone.bin", "mode.bin"], ["-u"], ["-A"]])
    func resultIsThatOfGitAdd(_ arguments: [String]) throws {
        try ours.run(["git", "mlops", "add"] + arguments).check()
        try theirs.run(["git", "add"] + arguments).check()
        #expect(try entries(ours) == entries(theirs))
        #expect(try ours.git("write-tree").check().output == theirs.git("write-tree").check().output)
        #expect(try ours.git("status", "--porcelain").check().output == theirs.git("status", "--porcelain").output)
        #expect(try LargeFileProject.storeIsSound(ours))
        #expect(try stored(ours).isSuperset(of: stored(theirs)))
        #expect(try ours.git("fsck", "--no-dangling").check().errors.isEmpty)
    }

    private func stored(_ repository: TempRepository) throws -> Set<LargeObject> {
        var objects: Set<LargeObject> = []
        try ObjectStore(root: repository.path(".git/lfs")).forEachObject { objects.insert($0) }
        return objects
    }

    @Test func fromAFolder() throws {
        try Shell.run(["git", "mlops", "add", "."], in: ours.path("new"), environment: ours.environment).check()
        try Shell.run(["git", "add", "."], in: theirs.path("new"), environment: theirs.environment).check()
        #expect(try entries(ours) == entries(theirs))
    }

    @Test(arguments: ["ignored.bin", "nothing", "text/x"])
    func refusesWhatGitRefuses(_ path: String) throws {
        let mine = try ours.mlops("add", path), git = try theirs.git("add", path)
        #expect(mine.code == git.code)
        #expect(mine.errors.split(separator: "\n").first == git.errors.split(separator: "\n").first)
        #expect(try entries(ours) == entries(theirs))
    }

    @Test func aConflictIsSettled() throws {
        let id = try ours.git("rev-parse", ":kept.bin").check().output
        let lines = "0 \(id) 0\tkept.bin\n100644 \(id) 1\tkept.bin\n100644 \(id) 2\tkept.bin\n"
        for repository in [ours, theirs] {
            try repository.git("update-index", "--index-info", input: lines).check()
        }
        try ours.mlops("add", "kept.bin").check()
        try theirs.git("add", "kept.bin").check()
        #expect(try entries(ours) == entries(theirs))
    }

    @Test func aFolderThatBecameALink() throws {
        for repository in [ours, theirs] {
            try repository.git("add", ".").check()
            try Files.removeTree(repository.path("folder.bin"))
            try repository.run(["ln", "-s", "text", "folder.bin"]).check()
        }
        try ours.mlops("add", ".").check()
        try theirs.git("add", ".").check()
        #expect(try entries(ours) == entries(theirs))
        #expect(try LargeFileProject.isClean(ours) == LargeFileProject.isClean(theirs))
    }

    /// What git does to text around the filter: line ends, and another encoding, in which a pointer is no pointer.
    @Test func attributesOfText() throws {
        let content = LargeFileProject.content(70_000)
        for repository in [ours, theirs] {
            try repository.git("config", "core.autocrlf", "true").check()
            try repository.write(
                ".gitattributes",
                "*.bin filter=mlops diff=mlops merge=mlops -text\n*.txt filter=mlops text eol=crlf\n"
                    + "*.auto filter=mlops text=auto\n*.id filter=mlops ident\n"
                    + "*.u16 filter=mlops -text working-tree-encoding=UTF-16LE\n")
            try repository.write("large.txt", content)
            try repository.write("lines.txt", "a\r\nb\r\n")
            try repository.write("lines.auto", "a\nb\n")
            try repository.write("name.id", "$Id$\n")
            try repository.write("wide.u16", [0x68, 0, 0x0a, 0])
        }
        try ours.mlops("add", ".").check()
        try theirs.git("add", ".").check()
        #expect(try entries(ours) == entries(theirs))
        try ours.git("commit", "-q", "-m", "text").check()
        for checkout in [["git", "checkout", "."], ["git", "mlops", "checkout", "large.txt"]] {
            try Files.remove(ours.path("large.txt"))
            try ours.run(checkout).check()
            #expect(try ours.bytes("large.txt") == content)
            #expect(try LargeFileProject.isClean(ours))
        }
        try Files.remove(ours.path("large.txt"))
        try Shell.run(
            ["git", "checkout", "."], in: ours.path(""),
            environment: ours.environment.merging(["GIT_LFS_SKIP_SMUDGE": "1"]) { $1 }
        ).check()
        #expect(try ours.bytes("large.txt").count < Pointer.sizeLimit)
        try ours.mlops("checkout", "large.txt").check()
        #expect(try ours.bytes("large.txt") == content)
        #expect(try LargeFileProject.isClean(ours))
    }

    /// A file that the index has seen and that is older than the index is not read: nobody may read it here.
    @Test func whatIsUnchangedIsNotRead() throws {
        try ours.run(["touch", "-d", "1 hour ago", "kept.bin"]).check()
        try ours.mlops("add", "kept.bin").check()
        let before = try ours.git("ls-files", "--debug", "kept.bin").check().output
        try Files.removeTree(ours.path(".git/lfs/objects"))
        #expect(try ours.mlops("add", "kept.bin").check().errors.isEmpty)
        #expect(!Files.exists(ours.path(".git/lfs/objects")))
        #expect(try ours.git("ls-files", "--debug", "kept.bin").check().output == before)
    }

    @Test func theIndexKnowsTheFilesAfterwards() throws {
        try ours.run(["sh", "-c", "find . -type f -not -path './.git/*' -exec touch -d '1 hour ago' {} +"]).check()
        try ours.mlops("add", ".").check()
        try ours.git("config", "filter.mlops.process", "no-such-program").check()
        try ours.git("config", "filter.mlops.clean", "no-such-program").check()
        #expect(try ours.git("diff", "--stat").check().output.isEmpty)
    }

    @Test func conflictMarkersAreRefused() throws {
        let pointer = Pointer(ContentHasher.object(of: [1])).encoded.asText
        try ours.write("kept.bin", "<<<<<<< HEAD\n\(pointer)=======\n\(pointer)>>>>>>> side\n")
        for arguments in [["git", "add", "kept.bin"], ["git", "mlops", "add", "kept.bin"]] {
            let result = try ours.run(arguments)
            #expect(result.code != 0)
            #expect(result.errors.contains("conflict markers around a pointer"))
        }
        #expect(try ours.git("diff", "--cached", "--name-only").check().output.isEmpty)
    }
}
