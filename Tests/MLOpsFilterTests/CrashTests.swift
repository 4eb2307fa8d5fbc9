import Glibc
import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// A filter that is killed leaves no half object, and the next one carries on.
@Suite struct CrashTests {
    @Test(arguments: [0, 1, 65516, 1_000_000, 2_999_999])
    func killedWhileCleaning(_ sent: Int) throws {
        let fixture = try FilterRepository()
        let content = [UInt8](repeating: 4, count: 3_000_000)
        let client = try fixture.client()
        try client.send(["command=clean\n", "pathname=a\n"])
        for start in stride(from: 0, to: sent, by: 65516) {
            try client.write(FilterClient.packet(Array(content[start..<min(start + 65516, sent)])))
        }
        #expect(client.kill() == .signaled(SIGKILL))
        #expect(fixture.objects.isEmpty)
        let next = try fixture.client()
        let object = ContentHasher.object(of: content)
        #expect(try next.clean("a", content).content == Pointer(object).encoded)
        #expect(fixture.objects == [object])
        #expect(try fixture.store.verify(object))
    }

    @Test func killedWhileSmudgingLeavesTheStoreAlone() throws {
        let fixture = try FilterRepository()
        let object = try fixture.store.insert([UInt8](repeating: 6, count: 3_000_000))
        let client = try fixture.client()
        try client.send(["command=smudge\n", "pathname=a\n"])
        try client.sendContent(Pointer(object).encoded)
        _ = try client.readList()
        #expect(client.kill() == .signaled(SIGKILL))
        #expect(try fixture.store.verify(object))
    }

    @Test func gitThatGoesAwayEndsTheFilter() throws {
        let fixture = try FilterRepository()
        let object = try fixture.store.insert([UInt8](repeating: 6, count: 3_000_000))
        let client = try fixture.client()
        try client.send(["command=smudge\n", "pathname=a\n"])
        try client.sendContent(Pointer(object).encoded)
        _ = try client.readList()
        #expect(client.finish().status == .exited(1))
    }

    @Test func objectsOfThePastAreNotTouchedByTheDiskBeingFull() throws {
        let fixture = try FilterRepository()
        let kept = try fixture.store.insert([1])
        // A limit on the size of files stands in for a full disk: the write fails halfway.
        let script = "ulimit -f 512; exec '\(FilterClient.program)' clean a"
        let result = try Shell.run(
            ["sh", "-c", "trap '' XFSZ; " + script], in: fixture.repository.path,
            environment: fixture.repository.environment, input: [UInt8](repeating: 8, count: 3_000_000))
        #expect(result.code == 128)
        #expect(result.errors.contains("File too large"))
        #expect(fixture.objects == [kept])
        #expect(try Files.list(fixture.store.temporaryDirectory).isEmpty)
    }
}
