import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct TrackingCommandTests {
    let repository: TempRepository

    init() throws {
        repository = try TempRepository()
        try LargeFileProject.configure(repository)
    }

    @Test func trackWritesWhatGitUnderstands() throws {
        let result = try repository.mlops("track", "*.bin", "with space*", "#hash", "data/**").check()
        #expect(result.output.split(separator: "\n").count == 4)
        #expect(result.errors == "hint: git add .gitattributes")
        #expect(
            try repository.read(".gitattributes") == """
                *.bin filter=mlops diff=mlops merge=mlops -text
                with[[:space:]]space* filter=mlops diff=mlops merge=mlops -text
                \\#hash filter=mlops diff=mlops merge=mlops -text
                data/** filter=mlops diff=mlops merge=mlops -text

                """)
        for path in ["x.bin", "d/y.bin", "with space 2", "#hash", "data/a/b"] {
            #expect(try repository.git("check-attr", "filter", "--", path).check().output.hasSuffix("filter: mlops"))
        }
        let patterns = try repository.mlops("track").check().output
        #expect(
            patterns
                == "*.bin (.gitattributes)\nwith space* (.gitattributes)\n#hash (.gitattributes)\ndata/** (.gitattributes)"
        )
    }

    @Test func trackTwiceChangesNothing() throws {
        try repository.write(".gitattributes", "# mine\r\n*.txt text\r\n*.bin filter=lfs diff=lfs merge=lfs -text")
        let before = try repository.bytes(".gitattributes")
        #expect(try repository.mlops("track", "*.bin").check().output == "'*.bin' is tracked already")
        #expect(try repository.bytes(".gitattributes") == before)
        try repository.mlops("track", "*.x").check()
        let text = try repository.read(".gitattributes")
        #expect(text.utf8.elementsEqual((before.asText + "\r\n*.x filter=mlops diff=mlops merge=mlops -text\r\n").utf8))
        try repository.mlops("untrack", "*.x").check()
        #expect(try repository.bytes(".gitattributes") == before + Array("\r\n".utf8))
    }

    @Test func trackInAFolderWritesThere() throws {
        try repository.write("sub/x", "")
        try Shell.run(
            ["git", "mlops", "track", "./*.bin"], in: repository.path("sub"), environment: repository.environment
        ).check()
        #expect(try repository.read("sub/.gitattributes").hasPrefix("*.bin filter=mlops"))
        #expect(try repository.mlops("track").check().output == "*.bin (sub/.gitattributes)")
    }

    @Test func trackTellsOfFilesThatGitHolds() throws {
        try repository.write("old.bin", "content")
        try repository.commit("before")
        let result = try repository.mlops("track", "*.bin").check()
        #expect(
            result.errors == """
                warning: 'old.bin' will stay in git itself until added again
                hint: git add --renormalize old.bin
                hint: git add .gitattributes
                """)
        let fsck = try repository.mlops("fsck", "--pointers")
        #expect(fsck.code == 1)
        #expect(fsck.output == "content-in-git: old.bin")
        try repository.git("add", "--renormalize", "old.bin").check()
        #expect(try repository.mlops("fsck").check().output == "")
    }

    @Test func untrackKeepsOtherAttributes() throws {
        try repository.write(
            ".gitattributes", "*.bin filter=mlops diff=mlops merge=mlops -text export-ignore\n*.x eol=lf\n")
        try repository.mlops("untrack", "*.bin").check()
        #expect(try repository.read(".gitattributes") == "*.bin export-ignore\n*.x eol=lf\n")
        let again = try repository.mlops("untrack", "*.bin")
        #expect(again.code == 1)
        #expect(again.errors == "error: '*.bin' is not tracked in this folder")
    }

    @Test func statusShowsWhereEachFileStands() throws {
        try repository.mlops("track", "*.bin").check()
        try repository.write("a.bin", [UInt8](repeating: 1, count: 2048))
        try repository.write("b.bin", [2])
        try repository.commit("first")
        try repository.write("a.bin", [UInt8](repeating: 3, count: 4096))
        try repository.git("add", "a.bin").check()
        try repository.write("b.bin", [4, 4])
        try repository.write("c.bin", [5])
        try repository.git("add", "c.bin").check()
        #expect(
            try repository.mlops("status").check().output
                == """
                Large files to be committed:
                \tmodified:   a.bin (2.00 KiB -> 4.00 KiB)
                \tnew file:   c.bin (1 byte)

                Large files not staged for commit:
                \tmodified:   b.bin

                """.trimmingOneNewline)
        #expect(try repository.mlops("status", "--porcelain").check().output == "M  a.bin\nA  c.bin\n M b.bin")
        let json = try JSONValue.parse(repository.mlops("status", "--json").check().outputBytes)
        guard case .object(let object) = json else { return #expect(Bool(false)) }
        #expect(object["schema"] == .integer(1))
        #expect(object["unpushed"] == .null)
    }

    @Test func fsckMovesDamagedObjectsAway() throws {
        try repository.mlops("track", "*.bin").check()
        try repository.write("a.bin", [1, 2, 3])
        try repository.commit("first")
        let store = ObjectStore(root: repository.path(".git/lfs"))
        let object = ContentHasher.object(of: [1, 2, 3])
        try Files.setMode(store.path(of: object.id), 0o644)
        try Files.write([1, 2, 4], to: store.path(of: object.id))
        let dry = try repository.mlops("fsck", "--dry-run")
        #expect(dry.code == 1)
        #expect(dry.output == "corrupt-object: a.bin (\(object.id.hex))")
        #expect(store.contains(object))
        #expect(try repository.mlops("fsck", "--json").code == 1)
        #expect(Files.exists(repository.path(".git/lfs/bad/\(object.id.hex)")))
        #expect(try repository.mlops("fsck").check().output == "")
    }

    @Test func fsckFindsUnusualPointers() throws {
        try repository.mlops("track", "*.bin").check()
        let pointer = Pointer(ContentHasher.object(of: [1])).encoded.asText
        try repository.write("a.bin", pointer + "\n")
        try repository.commit("by hand")
        let result = try repository.mlops("fsck", "--pointers")
        #expect(result.code == 1)
        #expect(result.output.hasPrefix("unusual-pointer: a.bin ("))
    }

    @Test func lsFilesKnowsRecordsAndRevisions() throws {
        try repository.mlops("track", "*.bin").check()
        try repository.write("a.bin", [UInt8](repeating: 1, count: 1536))
        try repository.write("line\nfeed.bin", [2])
        try repository.commit("first")
        try repository.git("rm", "-q", "a.bin").check()
        let id = ContentHasher.object(of: [UInt8](repeating: 1, count: 1536)).id.hex
        #expect(
            try repository.mlops("ls-files", "HEAD", "--size").check().output.hasPrefix(
                "\(id.prefix(10)) - a.bin (1.50 KiB)\n"))
        #expect(try repository.mlops("ls-files", "-n").check().output == #""line\nfeed.bin""#)
        #expect(try repository.mlops("ls-files", "-n", "-z").check().outputBytes == Array("line\nfeed.bin\0".utf8))
        #expect(try repository.mlops("ls-files", "nonsense").code == 128)
    }
}

extension String {
    /// What a program printed is compared without its last newlines.
    fileprivate var trimmingOneNewline: String {
        var text = self
        while text.hasSuffix("\n") { text.removeLast() }
        return text
    }
}
