import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct FolderTests {
    private let folder = TempDirectory()

    @Test func filesTakeEachOthersName() throws {
        try folder.write("inner/copy", "content")
        try folder.write("file", "pointer")
        let inner = try Folder(folder.path("inner"))
        let outer = try Folder(folder.path)
        let pointer = try #require(outer.stamp(name("file")))
        guard try outer.exchange(name("copy"), of: inner, with: name("file")) else { return }
        #expect(try folder.read("file") == "content")
        #expect(try folder.read("inner/copy") == "pointer")
        #expect(inner.stamp(name("copy"))?.isSameFile(as: pointer) == true)
        #expect(outer.stamp(name("file"))?.isSameFile(as: pointer) == false)
    }

    @Test func nothingIsExchangedWithNothing() throws {
        try folder.write("copy", "content")
        let outer = try Folder(folder.path)
        #expect(throws: SystemError.self) { try outer.exchange(name("copy"), of: outer, with: name("file")) }
        #expect(try folder.read("copy") == "content")
    }

    private func name(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }
}
