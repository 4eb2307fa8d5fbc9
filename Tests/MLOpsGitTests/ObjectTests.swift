import MLOpsCore
import MLOpsGit
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Objects are git's, byte for byte.
@Suite struct ObjectTests {
    private let temp: TempRepository
    private let repository: Repository

    init() throws {
        temp = try TempRepository()
        repository = try temp.open()
    }

    @Test func blobsHaveGitsNames() throws {
        var random = SeededGenerator(seed: 11)
        for size in [0, 1, 100, 70_000] {
            let bytes = random.bytes(size)
            try temp.write("file", bytes)
            let id = try repository.writeBlob(bytes)
            #expect(id.hex == (try temp.git("hash-object", "--no-filters", "file").check().output))
            #expect(try repository.blob(id) == bytes)
        }
    }

    /// git sorts a folder as if its name ended in a slash, and names need not be text.
    @Test func treesAreThoseOfMktree() throws {
        let blob = try repository.writeBlob([1])
        let empty = try repository.writeTree([])
        #expect(empty.hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
        let entries = [
            TreeEntry(mode: 0o40000, name: Array("a".utf8), id: empty),
            TreeEntry(mode: 0o100644, name: Array("a.b".utf8), id: blob),
            TreeEntry(mode: 0o100755, name: Array("a0".utf8), id: blob),
            TreeEntry(mode: 0o120000, name: [0x63, 0xe9], id: blob),
            TreeEntry(mode: 0o100644, name: Array("é".utf8), id: blob),
            TreeEntry(mode: 0o100644, name: Array("e\u{301}".utf8), id: blob),
            TreeEntry(
                mode: 0o160000, name: Array("module".utf8), id: ObjectID(hex: String(repeating: "12", count: 20))!),
        ]
        let id = try repository.writeTree(entries.shuffled())
        var listing: [UInt8] = []
        for entry in entries {
            let kind = entry.isTree ? "tree" : entry.mode == 0o160000 ? "commit" : "blob"
            listing += Array("\(String(entry.mode, radix: 8)) \(kind) \(entry.id)\t".utf8) + entry.name + [0]
        }
        let made = try repository.gitChecked(["mktree", "-z"], input: listing).text
        #expect(id.hex == made)
        let read = try repository.tree(id)
        #expect(Set(read.map(\.name)) == Set(entries.map(\.name)))
        let latin = try repository.entry(at: RepoPath(bytes: [0x63, 0xe9]), inTree: id)
        #expect(latin?.id == blob && latin?.mode == 0o120000)
    }

    @Test(arguments: ["", ".", "..", ".git", "a/b"])
    func treesRefuseNamesThatWouldEscape(name: String) throws {
        let blob = try repository.writeBlob([1])
        #expect(throws: GitError.self) {
            try repository.writeTree([TreeEntry(mode: 0o100644, name: Array(name.utf8), id: blob)])
        }
    }

    @Test func commitsAreThoseOfCommitTree() throws {
        let tree = try repository.writeTree([])
        let author = Signature(name: "Ada Author", email: "ada@example.com")
        var parents: [ObjectID] = []
        for message in ["subject", "subject\n\nbody with ümlaut"] {
            let id = try repository.writeCommit(
                tree: tree, parents: parents, message: message, author: author, time: 1_767_323_045)
            let made = try temp.run(
                ["git", "commit-tree", tree.hex, "-m", message] + parents.flatMap { ["-p", $0.hex] },
                environment: ["GIT_COMMITTER_NAME": author.name, "GIT_COMMITTER_EMAIL": author.email])
            #expect(id.hex == (try made.check().output))
            let read = try repository.commit(id)
            #expect(read.tree == tree && read.parents == parents && read.committedSeconds == 1_767_323_045)
            #expect(read.message == message + "\n")
            parents.insert(id, at: 0)
        }
        try temp.git("fsck", "--strict", "--no-dangling").check()
    }

    @Test func oddIdentitiesStillMakeGoodCommits() throws {
        let tree = try repository.writeTree([])
        for name in ["", " ", "<>", "a\nb", "a\0b", "  Ada <x>  "] {
            let id = try repository.writeCommit(
                tree: tree, parents: [], message: "m", author: Signature(name: name, email: name), time: 0)
            _ = try repository.updateReference("refs/heads/x\(id)", to: id, expecting: nil, message: "m")
        }
        let report = try temp.git("fsck", "--strict").check()
        #expect(!report.errors.contains("error") && !report.errors.contains("warning"))
        let names = try temp.git("log", "--all", "--format=%an").check().output.split(separator: "\n")
        #expect(Set(names) == ["unknown", "ab", "Ada x"])
    }

    @Test func findsEntriesBelowFolders() throws {
        try temp.write("a/b/c", "deep")
        try temp.write("top", "top")
        try temp.commit("one")
        let tree = try repository.commit(repository.resolve("HEAD")).tree
        #expect(try repository.blob(at: RepoPath("a/b/c"), inTree: tree) == Array("deep".utf8))
        #expect(try repository.blob(at: RepoPath("top"), inTree: tree) == Array("top".utf8))
        for absent in ["", "a", "a/b", "a/x", "top/x", "x", "a/b/c/d"] {
            #expect(try repository.blob(at: RepoPath(absent), inTree: tree) == nil)
        }
        #expect(try repository.entry(at: RepoPath("a/b"), inTree: tree)?.isTree == true)
    }

    @Test func namesRevisionsAsGitDoes() throws {
        let first = try temp.commit("one")
        try temp.git("tag", "-a", "v1", "-m", "tag").check()
        let second = try temp.commit("two")
        for (revision, id) in [
            ("HEAD", second), ("HEAD~1", first), ("main", second), ("v1", first), ("v1^{commit}", first),
            (String(second.prefix(10)), second), ("HEAD@{1}", first), (":/one", first),
        ] {
            #expect(try repository.resolve(revision).hex == id)
        }
        for revision in ["", "-x", "HEAD~9", "nothing", "HEAD:", "HEAD^{tree}", "--all", "main..v1"] {
            #expect(throws: GitError(.badRevision, "bad revision '\(revision)'")) { try repository.resolve(revision) }
        }
    }

    @Test func saysWhatCannotBeRead() throws {
        let absent = ObjectID(hex: String(repeating: "ab", count: 20))!
        #expect(!repository.hasObject(absent))
        let error = #expect(throws: GitError.self) { try repository.blob(absent) }
        #expect(error?.code == .notFound)
        #expect(error?.diagnostic.description.hasPrefix("fatal: cannot read blob '\(absent)': ") == true)
        let blob = try repository.writeBlob([1])
        #expect(throws: GitError.self) { try repository.commit(blob) }
    }

    /// libgit2 cannot fetch what a partial clone left behind; git can.
    @Test(arguments: ["blob:none", "tree:0"])
    func partialClonesFetchWhatIsAbsent(filter: String) throws {
        try temp.write("folder/file", "content")
        try temp.write("folder/other", "content too")
        try temp.commit("one")
        try temp.git("config", "uploadpack.allowFilter", "true").check()
        let clone = try temp.clone(
            "partial", from: "file://\(temp.path)", options: ["--filter=\(filter)", "--no-checkout"])
        let repository = try clone.open()
        let tree = try repository.commit(repository.resolve("HEAD")).tree
        #expect(try repository.blob(at: RepoPath("folder/file"), inTree: tree) == Array("content".utf8))
        #expect(try repository.blob(at: RepoPath("folder/absent"), inTree: tree) == nil)
    }
}
