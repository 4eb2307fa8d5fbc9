import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsTransfer

/// The same on every server that speaks S3: moto (which checks no signature), rclone (which does) and our own.
@Suite struct S3ServerTests {
    @Test(arguments: ["faulty", "moto", "rclone"])
    func sendsFindsGetsListsAndDeletes(_ kind: String) throws {
        let stand = try S3Stand(kind)
        let remote = try stand.remote()
        let objects = try stand.insert(40)
        #expect(Set(try remote.missing(among: objects)) == Set(objects))
        let sent = try outcomes { try remote.upload(objects, from: stand.local, told: $0) }
        #expect(sent == Dictionary(uniqueKeysWithValues: objects.map { ($0, .transferred) }))
        #expect(try remote.missing(among: objects) == [])
        #expect(try remote.missing(among: Array(objects.prefix(3))) == [])
        let absent = ContentHasher.object(of: [1, 2, 3])
        #expect(try remote.missing(among: [absent, objects[7]]) == [absent])
        #expect(try remote.missing(among: [absent] + objects) == [absent])

        let other = ObjectStore(root: stand.folder.path("other"))
        let got = try outcomes { try remote.download(objects + [absent], into: other, told: $0) }
        #expect(got[absent] == .failed("it is not on remote 'r'"))
        for object in objects {
            #expect(got[object] == .transferred)
            #expect(try other.verify(object))
        }
        var listed: Set<LargeObject> = []
        try remote.list { listed.insert($0) }
        #expect(listed == Set(objects))
        try remote.remove([objects[0]])
        #expect(try remote.missing(among: objects) == [objects[0]])
    }

    @Test(arguments: ["faulty", "moto", "rclone"])
    func largeObjectsGoInParts(_ kind: String) throws {
        let stand = try S3Stand(kind)
        let remote = try stand.remote(sizes: S3PartSizes(threshold: 6 << 20, smallest: 5 << 20))
        let object = try stand.local.insert((0..<(12 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) })
        var moved: Int64 = 0
        try remote.upload([object], from: stand.local) { if case .moved(let bytes) = $1 { moved += bytes } }
        #expect(moved == object.size)
        #expect(try remote.missing(among: [object]) == [])
        let other = ObjectStore(root: stand.folder.path("other"))
        #expect(try outcomes { try remote.download([object], into: other, told: $0) } == [object: .transferred])
        #expect(try Files.list(stand.local.temporaryDirectory) == [])
    }

    @Test func rcloneRefusesAnotherKey() throws {
        let stand = try S3Stand("rclone")
        let remote = try stand.remote(environment: ["AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "WRONG"])
        let objects = try stand.insert(1)
        let error = #expect(throws: Diagnostic.self) { try remote.upload(objects, from: stand.local) { _, _ in } }
        #expect(
            error?.message.hasPrefix("cannot write to remote 'r': its server does not accept the credentials") == true)
    }
}
