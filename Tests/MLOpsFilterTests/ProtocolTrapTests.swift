import Glibc
import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// What trips implementations of git's filter process protocol, by the numbers of docs/large-files.md.
@Suite struct ProtocolTrapTests {
    let success = ["status=success\n"]

    /// 1: packets carry at most 65516 bytes, and reads and packets have nothing to do with each other.
    @Test func trap1FramingIsIndependentOfReads() throws {
        let fixture = try FilterRepository()
        let client = try fixture.client()
        var random = SeededGenerator(seed: 1)
        for size in [1, 65515, 65516, 65517, 70000, 200_000] {
            let content = random.bytes(size)
            var stream: [UInt8] = []
            for line in ["command=clean\n", "pathname=a\n"] { stream += FilterClient.packet(Array(line.utf8)) }
            stream += Array("0000".utf8)
            var start = 0
            while start < size {
                let end = min(size, start + Int.random(in: 1...65516, using: &random))
                stream += FilterClient.packet(Array(content[start..<end]))
                start = end
            }
            stream += Array("0000".utf8)
            start = 0
            while start < stream.count {
                let end = min(stream.count, start + Int.random(in: 1...30_000, using: &random))
                try client.write(Array(stream[start..<end]))
                start = end
            }
            let answer = try client.readAnswer()
            #expect(answer.content == Pointer(ContentHasher.object(of: content)).encoded)
            let back = try client.smudge("a", answer.content)
            #expect(back == .init(status: success, content: content))
        }
        #expect(client.finish().status == .exited(0))
    }

    /// 2: values may hold `=` and line feeds; only the one line feed that git adds is cut off.
    @Test func trap2PathsHoldAnything() throws {
        let fixture = try FilterRepository(fetch: FilterRepository.copyingFetch)
        let object = try fixture.elsewhere.insert([1, 2, 3])
        let client = try fixture.client()
        let paths = ["a=b=c", "line\nfeed", "ends\n", "\n", "pathname=x", String(repeating: "p", count: 65506)]
        for path in paths {
            let answer = try client.smudge(path, Pointer(object).encoded, canDelay: true)
            #expect(answer.status == ["status=delayed\n"])
        }
        #expect(Set(try client.listAvailable()) == Set(paths.map { "pathname=\($0)\n" }))
    }

    /// 3: all content is read before anything is answered, even when the work has failed before.
    @Test func trap3ContentIsDrainedAfterAFailure() throws {
        let fixture = try FilterRepository()
        try Files.makeDirectories(fixture.store.root)
        try Files.write([], to: fixture.store.temporaryDirectory)
        let client = try fixture.client()
        let big = [UInt8](repeating: 1, count: 3_000_000)
        #expect(try client.clean("big", big).status == ["status=error\n"])
        try Files.remove(fixture.store.temporaryDirectory)
        #expect(try client.clean("big", big).status == success)
    }

    /// 4: two lists of status; the second is empty when all went well, and an error in it discards the content.
    @Test func trap4SecondStatusTellsOfALateError() throws {
        let fixture = try FilterRepository()
        let client = try fixture.client()
        let object = try fixture.store.insert([UInt8](repeating: 3, count: 10_000_000))
        try client.send(["command=smudge\n", "pathname=a\n"])
        try client.sendContent(Pointer(object).encoded)
        #expect(try client.readList().map(\.asString) == success)
        // The pipe is full by now and most of the object is not read yet.
        try Files.setMode(fixture.store.path(of: object.id), 0o644)
        #expect(truncate(fixture.store.path(of: object.id), 5_000_000) == 0)
        var count = 0
        while let packet = try client.readPacket() { count += packet.count }
        #expect(count == 5_000_000)
        #expect(try client.readList().map(\.asString) == ["status=error\n"])
        #expect(try client.clean("next", [1]).finalStatus == [])
    }

    /// 5: one file's failure is `error`, never `abort` or the end of the process; nothing strays onto standard output.
    @Test func trap5OneFailureLeavesTheProcessServing() throws {
        let fixture = try FilterRepository()
        let client = try fixture.client()
        let absent = Pointer(ContentHasher.object(of: [9, 9])).encoded
        #expect(try client.smudge("missing", absent).status == ["status=error\n"])
        #expect(try client.clean("next", [1, 2, 3]).status == success)
        #expect(client.finish().status == .exited(0))
    }

    /// 7: keys that we do not know, or that are absent, change nothing.
    @Test func trap7OtherKeysAreIgnored() throws {
        let fixture = try FilterRepository()
        let object = try fixture.store.insert([1, 2, 3])
        let client = try fixture.client()
        let keys = [
            "ref=refs/heads/main", "treeish=\(String(repeating: "a", count: 40))",
            "blob=\(String(repeating: "b", count: 40))", "new-key=1",
        ]
        #expect(try client.smudge("a", Pointer(object).encoded, keys: keys).content == [1, 2, 3])
        #expect(try client.smudge("a", Pointer(object).encoded).content == [1, 2, 3])
    }

    /// 8: without can-delay the real bytes come at once, fetched first when need be.
    @Test func trap8WithoutCanDelayBytesComeAtOnce() throws {
        let fixture = try FilterRepository(fetch: FilterRepository.copyingFetch)
        let object = try fixture.elsewhere.insert([1, 2, 3])
        let client = try fixture.client()
        #expect(try client.smudge("a", Pointer(object).encoded).content == [1, 2, 3])
        #expect(try client.smudge("a", Pointer(object).encoded, canDelay: true).content == [1, 2, 3])
    }

    /// 9: delayed files are fetched in one batch, listed, asked for again with empty content; and the queue begins anew.
    @Test func trap9DelayedFilesComeInBatches() throws {
        let fixture = try FilterRepository(fetch: FilterRepository.copyingFetch)
        let client = try fixture.client()
        for round in [UInt8(1), 2] {
            let objects = try (UInt8(0)..<5).map { try fixture.elsewhere.insert([round, $0]) }
            for (index, object) in objects.enumerated() {
                let answer = try client.smudge("f\(index)", Pointer(object).encoded, canDelay: true)
                #expect(answer.status == ["status=delayed\n"])
            }
            // The same object under another path is fetched once and listed twice.
            _ = try client.smudge("copy", Pointer(objects[0]).encoded, canDelay: true)
            var listed: [String] = []
            while true {
                let paths = try client.listAvailable()
                if paths.isEmpty { break }
                listed += paths
                for path in paths {
                    let name = String(path.dropFirst(9).dropLast())
                    let expected = name == "copy" ? [round, 0] : [round, UInt8(name.dropFirst())!]
                    #expect(try client.smudge(name, []) == .init(status: success, content: expected))
                }
            }
            #expect(Set(listed).count == 6)
            #expect(listed.count == 6)
        }
        #expect(client.finish().status == .exited(0))
        #expect(fixture.fetchLog.filter { $0 == "batch" }.count == 2)
        #expect(fixture.fetchLog.count == 12)
    }

    /// 9: a file that cannot be had is listed too, and is an error when it is asked for again.
    @Test func trap9DelayedFailuresAreListed() throws {
        let fixture = try FilterRepository(fetch: FilterRepository.copyingFetch)
        let client = try fixture.client()
        let absent = Pointer(ContentHasher.object(of: [9, 9])).encoded
        #expect(try client.smudge("a", absent, canDelay: true).status == ["status=delayed\n"])
        #expect(try client.listAvailable() == ["pathname=a\n"])
        #expect(try client.smudge("a", []).status == ["status=error\n"])
        #expect(try client.listAvailable() == [])
    }

    /// 9: a child that dies fails what it was asked for, and nothing hangs.
    @Test(arguments: ["exit 1", "read line; exit 0", "echo rubbish; exit 0", "kill -9 $$"])
    func trap9ADeadChildFailsItsFiles(_ script: String) throws {
        let fixture = try FilterRepository(fetch: script)
        let client = try fixture.client()
        let absent = Pointer(ContentHasher.object(of: [9, 9])).encoded
        _ = try client.smudge("a", absent, canDelay: true)
        #expect(try client.listAvailable() == ["pathname=a\n"])
        #expect(try client.smudge("a", []).status == ["status=error\n"])
        #expect(try client.clean("b", [1]).status == success)
    }

    /// 9: delay is claimed only when git offers it.
    @Test func trap9CapabilitiesAreThoseOffered() throws {
        let fixture = try FilterRepository()
        let client = try FilterClient(
            in: fixture.repository.path, environment: fixture.repository.environment, shakesHands: false)
        try client.send(["git-filter-client\n", "version=2\n", "version=42\n"])
        #expect(try client.readList().map(\.asString) == ["git-filter-server\n", "version=2\n"])
        try client.send(["capability=clean\n", "capability=smudge\n", "capability=future\n"])
        #expect(try client.readList().map(\.asString) == ["capability=clean\n", "capability=smudge\n"])
    }

    /// 11: empty content is an empty file both ways; pointers and plain blobs pass through byte for byte.
    @Test func trap11EmptyPointersAndPlainBlobsPassThrough() throws {
        let fixture = try FilterRepository()
        let client = try fixture.client()
        #expect(try client.clean("e", []) == .init(status: success))
        #expect(try client.smudge("e", []) == .init(status: success))
        let pointer = Pointer(ContentHasher.object(of: [1])).encoded
        let unusual = Array(pointer.asString.replacing("\n", with: "\r\n").utf8)
        for bytes in [pointer, unusual] { #expect(try client.clean("p", bytes).content == bytes) }
        #expect(fixture.objects.isEmpty)
        let plain = Array("just text\n".utf8)
        #expect(try client.smudge("t", plain).content == plain)
        let extended = pointer + Array("more\n".utf8)
        #expect(try client.clean("x", extended).content == Pointer(ContentHasher.object(of: extended)).encoded)
        let large = [UInt8](repeating: 5, count: 5_000_000)
        #expect(try client.smudge("l", large) == .init(status: success, content: large))
        #expect(Files.isDirectory(fixture.store.temporaryDirectory))
        #expect(try Files.list(fixture.store.temporaryDirectory).isEmpty)
    }

    /// 12: the end of the input is the end of the program, also right after the start and inside a packet.
    @Test(arguments: ["", "0000", "0016git-filter-cl", "zzzz", "0003", "fff5"])
    func trap12EndsWithItsInput(_ input: String) throws {
        let fixture = try FilterRepository()
        let client = try FilterClient(
            in: fixture.repository.path, environment: fixture.repository.environment, shakesHands: false)
        try client.write(Array(input.utf8))
        #expect(client.finish().status == .exited(1))
    }

    /// 13: the store is that of the repository git works on, whatever the working folder.
    @Test func trap13HonoursGitDir() throws {
        let fixture = try FilterRepository()
        let client = try FilterClient(
            in: fixture.repository.directory.path,
            environment: fixture.repository.environment.merging(["GIT_DIR": "repo/.git"]) { $1 })
        _ = try client.clean("a", [1, 2, 3])
        #expect(client.finish().status == .exited(0))
        #expect(fixture.objects.count == 1)
    }

    /// 13: configuration by `git -c` and by environment counts.
    @Test(arguments: [
        ["GIT_CONFIG_PARAMETERS": "'lfs.storage'='elsewhere-store'"],
        ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "lfs.storage", "GIT_CONFIG_VALUE_0": "elsewhere-store"],
    ])
    func trap13HonoursConfigurationOfTheCommandLine(_ environment: [String: String]) throws {
        let fixture = try FilterRepository()
        let client = try fixture.client(environment: environment)
        _ = try client.clean("a", [1, 2, 3])
        #expect(client.finish().status == .exited(0))
        #expect(fixture.objects.isEmpty)
        #expect(Files.isDirectory(fixture.repository.path(".git/elsewhere-store/objects")))
    }

    /// An unknown command cannot be answered in step: the program ends, and git starts another.
    @Test func unknownCommandEndsTheProcess() throws {
        let fixture = try FilterRepository()
        let client = try fixture.client()
        try client.send(["command=explode\n"])
        #expect(throws: FilterClient.Broken.self) { try client.readList() }
        #expect(client.finish().status == .exited(1))
    }

    /// Whatever comes in, the program ends by itself: no crash, no endless loop.
    @Test(arguments: UInt64(0)..<40)
    func anyInputEndsOrderly(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        for line in ["git-filter-client\n", "version=2\n", "", "capability=clean\n", "capability=smudge\n", ""] {
            bytes += line.isEmpty ? Array("0000".utf8) : FilterClient.packet(Array(line.utf8))
        }
        for _ in 0..<3 {
            for line in ["command=clean\n", "pathname=a\n", "", "content", ""] {
                bytes += line.isEmpty ? Array("0000".utf8) : FilterClient.packet(Array(line.utf8))
            }
        }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let position = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[position] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.remove(at: position)
            default: bytes.insert(contentsOf: random.bytes(3), at: position)
            }
        }
        let fixture = try FilterRepository()
        let result = try Shell.run(
            [FilterClient.program, "process"], in: fixture.repository.path,
            environment: fixture.repository.environment, input: bytes)
        #expect(result.status == .exited(0) || result.status == .exited(1))
    }
}
