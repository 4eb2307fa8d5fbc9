import Glibc
import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct FilesTests {
    private let folder = TempDirectory()

    @Test func writesWhatIsRead() throws {
        let path = folder.path("file")
        for size in [0, 1, 65535, 65536, 65537, 1 << 20] {
            let bytes = [UInt8](repeating: 7, count: size)
            try Files.write(bytes, to: path)
            #expect(try Files.read(path) == bytes)
        }
        #expect(try Files.list(folder.path) == ["file"])
    }

    @Test func keepsTheModeOfAFileThatWasThere() throws {
        try folder.write("file", "old", mode: 0o640)
        try Files.write(Array("new".utf8), to: folder.path("file"))
        #expect(Files.info(folder.path("file"))?.mode == 0o640)
        try Files.write(Array("new".utf8), to: folder.path("file"), mode: 0o755)
        #expect(Files.info(folder.path("file"))?.mode == 0o755)
        try Files.write(Array("new".utf8), to: folder.path("read-only"), mode: 0o444, durable: true)
        try Files.write(Array("newer".utf8), to: folder.path("read-only"))
        #expect(try folder.read("read-only") == "newer")
        #expect(Files.info(folder.path("read-only"))?.mode == 0o444)
    }

    @Test func leavesNothingBehindAfterAFailure() throws {
        try Files.makeDirectories(folder.path("folder/inner"))
        #expect(throws: SystemError.self) { try Files.write([1], to: folder.path("folder/inner/../../folder")) }
        #expect(throws: SystemError.self) {
            try Files.write([1], to: folder.path("absent/file"))
        }
        #expect(try Files.list(folder.path) == ["folder"])
        #expect(try Files.list(folder.path("folder")) == ["inner"])
    }

    @Test func writesNamesOfAnyLength() throws {
        let name = String(repeating: "n", count: 255)
        try Files.write([1], to: folder.path(name))
        #expect(try Files.create([2], at: folder.path(name)) == false)
        #expect(try Files.list(folder.path) == [name])
    }

    @Test func createReplacesNothing() throws {
        #expect(try Files.create([1], at: folder.path("new")))
        #expect(try !Files.create([2], at: folder.path("new")))
        #expect(try Files.read(folder.path("new")) == [1])
        #expect(symlink("nowhere", folder.path("dangling")) == 0)
        #expect(try !Files.create([2], at: folder.path("dangling")))
        #expect(Files.readLink(folder.path("dangling")) == "nowhere")
        #expect(try Files.list(folder.path) == ["dangling", "new"])
    }

    @Test func makesFolders() throws {
        try Files.makeDirectories(folder.path("a/b/c"))
        try Files.makeDirectories(folder.path("a/b/c"))
        #expect(Files.isDirectory(folder.path("a/b/c")))
        try folder.write("file", "")
        #expect(throws: SystemError("cannot create folder", folder.path("file"), errno: EEXIST)) {
            try Files.makeDirectories(folder.path("file"))
        }
        #expect(throws: SystemError.self) { try Files.makeDirectories(folder.path("file/x")) }
    }

    @Test func listsByBytes() throws {
        for name in ["b", "a", "B", "é", "e\u{301}", "z", ".hidden"] { try folder.write(name, "") }
        let names = try Files.list(folder.path)
        #expect(names.count == 7)
        #expect(
            names.map { Array($0.utf8) } == names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(throws: SystemError("cannot read folder", folder.path("absent"), errno: ENOENT)) {
            try Files.list(folder.path("absent"))
        }
    }

    @Test func tellsAbsentFromUnreadable() throws {
        #expect(try Files.readIfPresent(folder.path("absent")) == nil)
        try folder.write("file", "x")
        #expect(try Files.readIfPresent(folder.path("file/below")) == nil)
        #expect(throws: SystemError("cannot read", folder.path, errno: EISDIR)) {
            try Files.readIfPresent(folder.path)
        }
        #expect(
            SystemError("cannot open", "x", errno: ENOENT).diagnostic.description
                == "fatal: cannot open 'x': No such file or directory")
    }

    @Test func removesTreesButNeverWhatLinksPointAt() throws {
        try folder.write("keep/precious", "x")
        try folder.write("tree/sub/file", "x")
        #expect(symlink("../keep", folder.path("tree/link")) == 0)
        #expect(symlink("nowhere", folder.path("tree/dangling")) == 0)
        try Files.removeTree(folder.path("tree"))
        #expect(try Files.list(folder.path) == ["keep"])
        #expect(symlink("keep", folder.path("link")) == 0)
        try Files.removeTree(folder.path("link"))
        #expect(try folder.read("keep/precious") == "x")
        try Files.removeTree(folder.path("absent"))
    }

    /// Names need not be text.
    @Test func removesTreesWithAnyNames() throws {
        try Files.makeDirectories(folder.path("tree"))
        for name: [UInt8] in [[0xff], [0x63, 0xe9], [0x0a], Array("e\u{301}".utf8)] {
            let path = Array(folder.path("tree/").utf8) + name + [0]
            let made = path.withUnsafeBytes { mkdir($0.baseAddress!.assumingMemoryBound(to: CChar.self), 0o755) }
            #expect(made == 0)
        }
        try Files.removeTree(folder.path("tree"))
        #expect(!Files.exists(folder.path("tree")))
    }

    @Test func removesDeepTrees() throws {
        var path = folder.path("deep")
        for _ in 0..<300 {
            try Files.makeDirectories(path)
            path += "/d"
        }
        try Files.removeTree(folder.path("deep"))
        #expect(!Files.exists(folder.path("deep")))
    }

    @Test func readersSeeTheOldFileOrTheNewOne() async throws {
        let path = folder.path("file")
        try Files.write([UInt8](repeating: 0, count: 100_000), to: path)
        await withTaskGroup(of: Void.self) { group in
            for value in UInt8(1)...3 {
                group.addTask { try? Files.write([UInt8](repeating: value, count: 100_000), to: path) }
            }
            for _ in 0..<20 {
                let bytes = (try? Files.read(path)) ?? []
                #expect(bytes.count == 100_000 && Set(bytes).count == 1)
            }
        }
        #expect(try Files.list(folder.path) == ["file"])
    }
}
