import Glibc
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct DescriptorTests {
    private let folder = TempDirectory()

    /// Whoever shares a terminal or a pipe with us may have made it non-blocking.
    @Test func writesAllToANonBlockingPipe() async throws {
        let (reading, writing) = makeEnds(nonBlocking: true)
        let bytes = [UInt8](repeating: 3, count: 1 << 20)
        let written = Task.detached {
            let target = Descriptor(adopting: writing, name: "pipe")
            try target.write(bytes)
        }
        let source = Descriptor(adopting: reading, name: "pipe")
        let copy = try source.readAll()
        try await written.value
        #expect(copy == bytes)
    }

    @Test func tellsThatTheDiskIsFull() throws {
        let full = try Descriptor(opening: "/dev/full", flags: O_WRONLY)
        #expect(throws: SystemError("cannot write", "/dev/full", errno: ENOSPC)) { try full.write([1]) }
    }

    @Test func locksAreExclusive() throws {
        let first = try Descriptor(opening: folder.path("lock"), flags: FileFlags.readWrite)
        let second = try Descriptor(opening: folder.path("lock"), flags: FileFlags.readWrite)
        #expect(try first.lock())
        #expect(try second.lock(wait: false) == false)
        try first.close()
        #expect(try second.lock(wait: false))
    }

    @Test func copiesWholeFiles() throws {
        try folder.write("source", [UInt8](repeating: 9, count: 300_000))
        let source = try Descriptor(opening: folder.path("source"))
        let target = try Descriptor(opening: folder.path("copy"), flags: FileFlags.createAndWrite)
        try target.copy(from: source)
        try target.close()
        #expect(try Files.read(folder.path("copy")).count == 300_000)
    }

    @Test func closesOnExec() throws {
        try folder.write("file", "")
        let file = try Descriptor(opening: folder.path("file"))
        #expect(fcntl(file.raw, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test func readsFilesThatClaimAnySize() throws {
        let path = folder.path("sparse")
        try folder.write("sparse", "x")
        let file = try Descriptor(opening: path)
        #expect(try file.readAll(sizeHint: .max - 1) == Array("x".utf8))
    }
}
