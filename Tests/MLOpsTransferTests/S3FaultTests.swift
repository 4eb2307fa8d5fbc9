import Glibc
import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsTransfer

/// A store that fails on demand: nothing is lost, nothing wrong is accepted, and what cannot be helped is one sentence.
@Suite struct S3FaultTests {
    let stand: S3Stand
    let store: FaultyStore

    init() throws {
        stand = try S3Stand("faulty", prefix: "p")
        store = try FaultyStore(stand.server)
    }

    /// Uploads `objects`, brings them back into an empty store and compares.
    func roundTrip(_ objects: [LargeObject], _ remote: S3Remote) throws {
        let sent = try outcomes { try remote.upload(objects, from: stand.local, told: $0) }
        #expect(sent == Dictionary(uniqueKeysWithValues: objects.map { ($0, .transferred) }))
        let other = ObjectStore(root: stand.folder.path("other"))
        let got = try outcomes { try remote.download(objects, into: other, told: $0) }
        #expect(got == sent)
        for object in objects { #expect(try other.verify(object)) }
        let left = try Files.list(other.temporaryDirectory)
        #expect(left == [])
    }

    @Test(arguments: [
        #"{"method": "PUT", "times": 5, "fault": "drop"}"#,
        #"{"method": "GET", "times": 5, "fault": "drop"}"#,
        #"{"method": "GET", "times": 5, "fault": "cut"}"#,
        #"{"method": "GET", "times": 2, "fault": "flip"}"#,
        #"{"times": 6, "status": 500}"#,
        #"{"times": 6, "status": 503, "body": "<Error><Code>SlowDown</Code></Error>", "headers": {"Retry-After": "0"}}"#,
        #"{"times": 6, "status": 429}"#,
        #"{"method": "PUT", "times": 3, "status": 400, "body": "<Error><Code>RequestTimeout</Code></Error>"}"#,
        #"{"method": "PUT", "times": 1, "status": 501, "body": "<Error><Code>NotImplemented</Code></Error>"}"#,
    ])
    func whatPassesIsTriedAgain(_ rule: String) throws {
        try store.rule(rule)
        let patient = RetryPolicy(attempts: 10, firstDelay: 1, longestDelay: 3)
        try roundTrip(try stand.insert(6, size: 5000), try stand.remote(policy: patient))
    }

    @Test func aBrokenDownloadGoesOnWhereItStopped() throws {
        let object = try stand.local.insert([UInt8](repeating: 3, count: 100_000) + [4])
        let remote = try stand.remote(policy: RetryPolicy(attempts: 1))
        try remote.upload([object], from: stand.local) { _, _ in }
        try store.rule(#"{"method": "GET", "fault": "cut"}"#)
        let other = ObjectStore(root: stand.folder.path("other"))
        let first = try outcomes { try remote.download([object], into: other, told: $0) }
        #expect(first == [object: .failed("the connection ended before all had come (tried 1 times)")])
        #expect(Files.info(other.temporaryDirectory + "/\(object.id.hex).part")?.size == 50_000)
        #expect(try outcomes { try remote.download([object], into: other, told: $0) } == [object: .transferred])
        #expect(try store.log().last?["headers"]["Range"].text == "bytes=50000-")
        #expect(try other.verify(object))
        #expect(Files.info(other.path(of: object.id))?.mode == 0o444)
    }

    private static let pieced = S3PartSizes(threshold: 100_000, smallest: 5 << 20, piece: 1 << 16)

    /// Ranges that the last download asked for.
    private func ranges(after count: Int) throws -> [String] {
        try store.log().dropFirst(count).filter { $0["method"].text == "GET" }.map { $0["headers"]["Range"].text }
            .sorted()
    }

    @Test(arguments: ["drop", "cut", "500"])
    func piecesAreTriedAgainByThemselves(_ fault: String) throws {
        let object = try stand.local.insert((0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 4) })
        let remote = try stand.remote(sizes: Self.pieced)
        try remote.upload([object], from: stand.local) { _, _ in }
        let what = fault == "500" ? #""status": 500"# : #""fault": "\#(fault)""#
        try store.rule(#"{"method": "GET", "times": 3, \#(what)}"#)
        let other = ObjectStore(root: stand.folder.path("other"))
        var moved: Int64 = 0
        try remote.download([object], into: other) { if case .moved(let bytes) = $1 { moved += bytes } }
        #expect(try other.verify(object) && moved == object.size)
        #expect(try Files.list(other.temporaryDirectory) == [])
        #expect(try Set(ranges(after: 0).filter { $0.hasPrefix("bytes=") }).count == 7)
    }

    @Test func piecesThatCameAreNotAskedForAgain() throws {
        let object = try stand.local.insert((0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 4) })
        let remote = try stand.remote(policy: RetryPolicy(attempts: 1), sizes: Self.pieced, limit: 1)
        try remote.upload([object], from: stand.local) { _, _ in }
        try store.rule(#"{"method": "GET", "after": 3, "fault": "cut"}"#)
        let other = ObjectStore(root: stand.folder.path("other"))
        guard case .failed? = try outcomes({ try remote.download([object], into: other, told: $0) })[object] else {
            Issue.record("it did not fail")
            return
        }
        let before = try store.log().count
        #expect(try outcomes { try remote.download([object], into: other, told: $0) } == [object: .transferred])
        #expect(try ranges(after: before).count <= 4)
        #expect(try other.verify(object) && Files.list(other.temporaryDirectory) == [])
    }

    @Test func wrongPiecesAreNeverAccepted() throws {
        let object = try stand.local.insert([UInt8](repeating: 5, count: 400_000))
        let remote = try stand.remote(sizes: Self.pieced)
        try remote.upload([object], from: stand.local) { _, _ in }
        try store.rule(#"{"method": "GET", "fault": "flip"}"#)
        let other = ObjectStore(root: stand.folder.path("other"))
        let got = try outcomes { try remote.download([object], into: other, told: $0) }
        #expect(got == [object: .failed(TransferFault.wrongBytes)])
        #expect(try Files.list(other.temporaryDirectory) == [])
        // A server that knows no ranges, or sends another one.
        try store.rule(#"{"method": "GET", "times": 20, "status": 200, "body": "all of it"}"#)
        guard case .failed? = try outcomes({ try remote.download([object], into: other, told: $0) })[object] else {
            Issue.record("it did not fail")
            return
        }
        try store.clearRules()
        // What an earlier run left was spoiled: all of it comes again.
        let pieces = try #require(try other.makePieced(object, pieceSize: 1 << 16))
        try [UInt8](repeating: 9, count: 1 << 16).withUnsafeBytes { try pieces.write($0, at: 0) }
        try pieces.finish(0)
        _ = consume pieces
        #expect(try outcomes { try remote.download([object], into: other, told: $0) } == [object: .transferred])
    }

    @Test func aPartThatIsNotTheObjectIsForgotten() throws {
        let object = try stand.local.insert([UInt8](repeating: 3, count: 1000))
        let remote = try stand.remote()
        try remote.upload([object], from: stand.local) { _, _ in }
        let other = ObjectStore(root: stand.folder.path("other"))
        for wrong in [
            [UInt8](repeating: 9, count: 400), [UInt8](repeating: 9, count: 1000), [UInt8](repeating: 9, count: 2000),
        ] {
            try other.setNote("\(object.id.hex).part", wrong)
            #expect(try outcomes { try remote.download([object], into: other, told: $0) } == [object: .transferred])
            #expect(try other.verify(object))
            try Files.remove(other.path(of: object.id))
        }
    }

    @Test func aServerWithoutRangesStartsAnew() throws {
        let object = try stand.local.insert(Array("0123456789".utf8))
        let remote = try stand.remote()
        try remote.upload([object], from: stand.local) { _, _ in }
        let other = ObjectStore(root: stand.folder.path("other"))
        try other.setNote("\(object.id.hex).part", Array("01234".utf8))
        try store.rule(#"{"method": "GET", "status": 200, "body": "0123456789"}"#)
        #expect(try outcomes { try remote.download([object], into: other, told: $0) } == [object: .transferred])
    }

    @Test func wrongBytesAreNeverAccepted() throws {
        let object = try stand.local.insert(Array("right".utf8))
        let remote = try stand.remote()
        let other = ObjectStore(root: stand.folder.path("other"))
        for wrong in ["wrong", "longer than it", "no", ""] {
            try store.plant("models/" + remote.key(object.id), Array(wrong.utf8))
            let got = try outcomes { try remote.download([object], into: other, told: $0) }
            guard case .failed? = got[object] else {
                Issue.record("'\(wrong)' was taken")
                return
            }
            #expect(!other.contains(object))
        }
        #expect(try remote.missing(among: [object]) == [object])
        #expect(try outcomes { try remote.upload([object], from: stand.local, told: $0) } == [object: .transferred])
        #expect(try store.object("models/" + remote.key(object.id)) == Array("right".utf8))
    }

    @Test func anObjectDeletedBehindOurBackIsOneSentence() throws {
        let objects = try stand.insert(2)
        let remote = try stand.remote()
        try remote.upload(objects, from: stand.local) { _, _ in }
        try store.delete("models/" + remote.key(objects[0].id))
        let other = ObjectStore(root: stand.folder.path("other"))
        let got = try outcomes { try remote.download(objects, into: other, told: $0) }
        #expect(got == [objects[0]: .failed("it is not on remote 'r'"), objects[1]: .transferred])
        #expect(try Files.list(other.temporaryDirectory) == [])
    }

    @Test(arguments: [
        (403, "AccessDenied", "cannot write to remote 'r': access denied (AccessDenied)"),
        (
            403, "InvalidAccessKeyId",
            "cannot write to remote 'r': its server does not accept the credentials (InvalidAccessKeyId)"
        ),
        (404, "NoSuchBucket", "cannot write to remote 'r': there is no bucket 'models'"),
        (507, "", "cannot write to remote 'r': it is full (HTTP 507)"),
        (400, "Strange", "cannot write to remote 'r': its server says Strange"),
    ])
    func whatStaysIsOneSentenceAtOnce(_ status: Int, _ code: String, _ message: String) throws {
        let body = code.isEmpty ? "" : "<Error><Code>\(code)</Code></Error>"
        try store.rule(#"{"method": "PUT", "times": 1000, "status": \#(status), "body": "\#(body)"}"#)
        let error = #expect(throws: Diagnostic.self) {
            try stand.remote().upload(try stand.insert(50), from: stand.local) {
                if case .moved = $1 {} else { Issue.record("told") }
            }
        }
        #expect(error?.message == message)
        #expect(try store.requests().count <= 16)
    }

    @Test func aServerThatIsGoneIsOneSentence() throws {
        let remote = try stand.remote(change: { $0.endpoint = "http://127.0.0.1:1" })
        let error = #expect(throws: Diagnostic.self) {
            try remote.upload(try stand.insert(50), from: stand.local) { _, _ in }
        }
        #expect(error?.message == "cannot reach '127.0.0.1:1': nobody answers there")
    }

    @Test func aServerThatNeverRecoversIsTold() throws {
        try store.rule(#"{"method": "PUT", "times": 1000, "status": 503}"#)
        let object = try stand.insert(1)[0]
        let sent = try outcomes { try stand.remote().upload([object], from: stand.local, told: $0) }
        #expect(sent == [object: .failed("the server is overloaded (SlowDown) (tried 4 times)")])
        #expect(try store.requests().count == 4)
    }

    @Test func aWrongClockIsPutRight() throws {
        try store.rule(#"{"fault": "skew", "seconds": 7200}"#)
        try roundTrip(try stand.insert(3), try stand.remote())
        // HEAD has no words to say it with.
        #expect(try stand.remote().missing(among: [try stand.insert(4)[3]]).count == 1)
    }

    @Test func theRegionIsFoundOut() throws {
        try store.rule(
            #"{"status": 400, "headers": {"x-amz-bucket-region": "eu-west-3"}, "body": "<Error><Code>AuthorizationHeaderMalformed</Code></Error>"}"#
        )
        let remote = try stand.remote(limit: 1)
        try remote.upload(try stand.insert(2), from: stand.local) { _, _ in }
        let scopes = try store.log().map { $0["headers"]["Authorization"].text.split(separator: "/")[2] }
        #expect(scopes == ["us-east-1", "eu-west-3", "eu-west-3"])
    }

    @Test func twoPushersOfOneFileAgree() async throws {
        let objects = try stand.insert(20, size: 3000)
        let (first, second, local) = (try stand.remote(), try stand.remote(), stand.local)
        async let one = Task { try outcomes { try first.upload(objects, from: local, told: $0) } }.value
        async let two = Task { try outcomes { try second.upload(objects, from: local, told: $0) } }.value
        for result in try await [one, two] {
            #expect(result.values.allSatisfy { $0 == .transferred || $0 == .present })
        }
        #expect(try first.missing(among: objects) == [])
    }

    @Test func aLocalFileThatIsSpoiledIsNotSent() throws {
        let object = try stand.insert(1, size: 3)[0]
        let path = stand.local.path(of: object.id)
        try Files.setMode(path, 0o644)
        let bytes = try Files.read(path)
        try Files.write([bytes[0] ^ 1] + bytes.dropFirst(), to: path)
        let sent = try outcomes { try stand.remote().upload([object], from: stand.local, told: $0) }
        #expect(sent == [object: .failed("cannot use '\(path)': its content is not object \(object.id.hex)")])
        #expect(try store.requests() == [])
    }

    @Test func aFullDiskStopsTheDownload() throws {
        let objects = try stand.insert(3, size: 100_000)
        let remote = try stand.remote()
        try remote.upload(objects, from: stand.local) { _, _ in }
        // /dev/full answers every write as a full disk does.
        let other = ObjectStore(root: stand.folder.path("other"))
        try Files.makeDirectories(other.temporaryDirectory)
        let fault = TransferFault(SystemError("cannot write", "x", errno: ENOSPC))
        #expect(fault == .fatal(.fatal("cannot write 'x': No space left on device")))
        var told = 0
        let error = #expect(throws: Diagnostic.self) {
            try remote.engine.run(objects, told: { _, _ in told += 1 }) { _ in
                try Descriptor(opening: "/dev/full", flags: O_WRONLY).write([1])
                return .done(.transferred)
            }
        }
        #expect(error?.message == "cannot write '/dev/full': No space left on device")
        #expect(told == 0)
    }

    @Test func anInterruptedUploadSendsOnlyTheOtherParts() throws {
        let sizes = S3PartSizes(threshold: 1 << 20, smallest: 1 << 20)
        let object = try stand.local.insert((0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 >> 12) })
        try store.rule(#"{"method": "PUT", "match": "partNumber=4", "times": 1000, "fault": "drop"}"#)
        let policy = RetryPolicy(attempts: 2, firstDelay: 1)
        let first = try outcomes {
            try stand.remote(policy: policy, sizes: sizes, limit: 1).upload([object], from: stand.local, told: $0)
        }
        guard case .failed? = first[object] else {
            Issue.record("it went through")
            return
        }
        #expect(try stand.remote().missing(among: [object]) == [object])

        try store.clearRules()
        let before = try store.requests().count
        let again = try outcomes { try stand.remote(sizes: sizes).upload([object], from: stand.local, told: $0) }
        #expect(again == [object: .transferred])
        let requests = try store.requests()[before...]
        #expect(requests.filter { $0.hasPrefix("PUT") && $0.contains("partNumber") }.count < 5)
        #expect(!requests.contains { $0.contains("uploads=") })
        #expect(try store.json("/-/uploads") == .object([:]))
        let other = ObjectStore(root: stand.folder.path("other"))
        #expect(try outcomes { try stand.remote().download([object], into: other, told: $0) } == [object: .transferred])
    }

    @Test func anUploadWhoseLastAnswerWasLostIsThere() throws {
        let sizes = S3PartSizes(threshold: 1 << 20, smallest: 1 << 20)
        let object = try stand.local.insert([UInt8](repeating: 1, count: 3 << 20))
        try store.rule(#"{"method": "POST", "match": "uploadId", "fault": "drop-after"}"#)
        let sent = try outcomes { try stand.remote(sizes: sizes).upload([object], from: stand.local, told: $0) }
        #expect(sent == [object: .transferred])
        #expect(try Files.list(stand.local.temporaryDirectory) == [])
    }

    @Test func anUploadThatTheServerForgotBeginsAnew() throws {
        let sizes = S3PartSizes(threshold: 1 << 20, smallest: 1 << 20)
        let object = try stand.local.insert([UInt8](repeating: 1, count: 3 << 20))
        try store.rule(#"{"method": "PUT", "times": 1000, "fault": "drop"}"#)
        let policy = RetryPolicy(attempts: 1)
        _ = try outcomes {
            try stand.remote(policy: policy, sizes: sizes, limit: 1).upload([object], from: stand.local, told: $0)
        }
        try store.clearRules()
        try store.rule(
            #"{"method": "GET", "match": "uploadId", "status": 404, "body": "<Error><Code>NoSuchUpload</Code></Error>"}"#
        )
        let again = try outcomes { try stand.remote(sizes: sizes).upload([object], from: stand.local, told: $0) }
        #expect(again == [object: .transferred])
    }

    @Test func manyAreFoundByListing() throws {
        let objects = try stand.insert(2500, size: 1)
        let remote = try stand.remote(limit: 16)
        try remote.upload(Array(objects.dropFirst(5)), from: stand.local) { _, _ in }
        let before = try store.requests().count
        #expect(Set(try remote.missing(among: objects)) == Set(objects.prefix(5)))
        let requests = try store.requests()[before...]
        #expect(requests.count == 3)
        #expect(requests.allSatisfy { $0.hasPrefix("GET") })
        var listed = 0
        try remote.list { _ in listed += 1 }
        #expect(listed == 2495)
    }

    @Test func aListThatMakesNoSenseIsRefused() throws {
        try store.rule(#"{"match": "list-type", "status": 200, "body": "<html>login</html>"}"#)
        let error = #expect(throws: Diagnostic.self) { try stand.remote().missing(among: try stand.insert(30)) }
        #expect(error?.message == "cannot read from remote 'r': its server's list makes no sense")
    }

    @Test func thingsInTheBucketThatAreNotOursAreLeftAlone() throws {
        let remote = try stand.remote()
        for key in ["p/objects/x", "p/objects/aa/bb/" + String(repeating: "c", count: 64), "p/other"] {
            try store.plant("models/" + key, [1])
        }
        try remote.list { Issue.record("\($0)") }
    }
}
