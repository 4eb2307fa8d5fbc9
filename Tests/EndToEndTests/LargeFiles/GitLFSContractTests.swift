import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Against the real git-lfs: the same pointers, the same store, one clone served by both.
@Suite struct GitLFSContractTests {
    let project: LargeFileProject
    var repository: TempRepository { project.repository }

    init() throws {
        try #require(Peers.find("git-lfs") != nil, Comment(rawValue: Peers.missing("git-lfs")))
        project = try LargeFileProject()
        for (key, value) in [
            ("process", "git-lfs filter-process"), ("clean", "git-lfs clean -- %f"), ("smudge", "git-lfs smudge -- %f"),
            ("required", "true"),
        ] {
            try repository.git("config", "--global", "filter.lfs.\(key)", value).check()
        }
        try repository.write(".gitattributes", "*.bin filter=mlops -text\n*.dat filter=lfs diff=lfs merge=lfs -text\n")
        try repository.commit("both")
    }

    static let sizes = [1, 1023, 1024, 70000, 1_000_000]

    @Test(arguments: sizes)
    func pointersAndObjectsAreTheSame(_ size: Int) throws {
        let content = LargeFileProject.content(size)
        try repository.write("a.bin", content)
        try repository.git("add", "a.bin").check()
        let object = ContentHasher.object(of: content)
        let ours = try Files.read(ObjectStore(root: repository.path(".git/lfs")).path(of: object.id))
        try Files.removeTree(repository.path(".git/lfs"))
        try repository.write("a.dat", content)
        try repository.git("add", "a.dat").check()
        #expect(try LargeFileProject.blob(repository, "a.bin") == LargeFileProject.blob(repository, "a.dat"))
        #expect(try Files.read(ObjectStore(root: repository.path(".git/lfs")).path(of: object.id)) == ours)
    }

    @Test func gitLFSAcceptsOurPointersAsCanonical() throws {
        for size in Self.sizes {
            try repository.write("a.bin", LargeFileProject.content(size, seed: 9))
            try repository.git("add", "a.bin").check()
            try repository.write("pointer", try LargeFileProject.blob(repository, "a.bin"))
            try repository.run(["git", "lfs", "pointer", "--check", "--strict", "--file", "pointer"]).check()
        }
    }

    @Test func eachReadsTheOthersFiles() throws {
        let first = LargeFileProject.content(120_000, seed: 1), second = LargeFileProject.content(120_000, seed: 2)
        try repository.write("a.bin", first)
        try repository.write("b.dat", second)
        try repository.commit("add")
        try repository.write(".gitattributes", "*.dat filter=mlops -text\n*.bin filter=lfs -text\n")
        for name in ["a.bin", "b.dat"] { try Files.remove(repository.path(name)) }
        try repository.git("checkout", "-q", "--", "a.bin", "b.dat").check()
        #expect(try repository.bytes("a.bin") == first)
        #expect(try repository.bytes("b.dat") == second)
        try repository.run(["git", "lfs", "fsck"]).check()
    }

    @Test func listsTheSameFiles() throws {
        for (name, size) in [("a.bin", 10), ("d/b.dat", 70000), ("with space.dat", 5)] {
            try repository.write(name, LargeFileProject.content(size))
        }
        try repository.commit("add")
        let theirs = try repository.run(["git", "lfs", "ls-files", "--long"]).check().output
        #expect(try repository.mlops("ls-files", "--long").check().output == theirs)
        let names = try repository.run(["git", "lfs", "ls-files", "--name-only"]).check().output
        #expect(try repository.mlops("ls-files", "--name-only").check().output == names)
    }

    @Test func ourRemoteIsTheirFileRemote() throws {
        let bare = try repository.addBareRemote()
        try repository.write("a.bin", LargeFileProject.content(120_000))
        try repository.commit("add")
        try repository.mlops("push").check()
        try repository.git("push", "-q", "origin", "main").check()
        let target = repository.directory.path("clone")
        try repository.run(["git", "clone", "-q", "file://" + bare, target], environment: ["GIT_LFS_SKIP_SMUDGE": "1"])
            .check()
        let clone = TempRepository(sharing: repository, path: target)
        try clone.run(["git", "lfs", "fetch"]).check()
        #expect(try clone.mlops("checkout").check().errors == "checked out 1 file")
        #expect(try clone.bytes("a.bin") == LargeFileProject.content(120_000))
    }

    @Test func theyAgreeOnWhatIsAPointer() throws {
        let valid = Pointer(ContentHasher.object(of: [1])).encoded.asText
        let texts = [
            valid, valid + "\n", "\n" + valid, valid.replacing("\n", with: "\r\n"), String(valid.dropLast()),
            valid + "x 1\n", valid.replacing("sha256:", with: "md5:"), valid.replacing("size 1", with: "size x"),
            valid.replacing(
                "version https://git-lfs.github.com/spec/v1", with: "version https://hawser.github.com/spec/v1"),
            valid.replacing("spec/v1", with: "spec/v2"), "hello\n", valid.replacing("size 1", with: "size -1"),
            valid.replacing("\noid", with: "\next-0-foo sha256:\(String(repeating: "a", count: 64))\noid"),
            valid.replacing("\noid", with: "\next-00-foo sha256:\(String(repeating: "a", count: 64))\noid"),
        ]
        for text in texts {
            try repository.write("pointer", text)
            let strict = try repository.run(["git", "lfs", "pointer", "--check", "--strict", "--file", "pointer"])
            let lenient = try repository.run(["git", "lfs", "pointer", "--check", "--file", "pointer"])
            let parsed = Pointer.parse(Array(text.utf8))
            #expect((parsed != nil) == (lenient.code == 0), "\(text)")
            #expect((parsed?.isCanonical == true) == (strict.code == 0), "\(text)")
        }
    }
}
