import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsTransfer

@Suite struct RcloneRemoteTests {
    let folder = TempDirectory()
    var local: ObjectStore { ObjectStore(root: folder.path("local")) }

    func remote(_ path: String = "store") throws -> RcloneRemote {
        let rclone = try #require(Peers.find("rclone"), "\(Peers.missing("rclone"))")
        let environment = ["PATH": Paths.parent(rclone), "HOME": folder.path, "RCLONE_CONFIG": "/dev/null"]
        return try RcloneRemote(
            name: "r", url: "rclone::local:" + folder.path(path), environment: environment,
            workingDirectory: folder.path)
    }

    @Test func sendsFindsGetsListsAndDeletes() throws {
        let remote = try remote("a b/ü")
        let objects = try (UInt8(0)..<5).map { try local.insert([$0, 1]) }
        let absent = ContentHasher.object(of: [9])
        #expect(try remote.missing(among: objects) == objects)
        let sent = try outcomes { try remote.upload(objects + [absent], from: local, told: $0) }
        #expect(sent[absent] == .failed("it is not in this clone"))
        for object in objects { #expect(sent[object] == .transferred) }
        #expect(try remote.missing(among: objects + [absent]) == [absent])
        var listed: [LargeObject] = []
        try remote.list { listed.append($0) }
        #expect(Set(listed) == Set(objects))
        let other = ObjectStore(root: folder.path("other"))
        let got = try outcomes { try remote.download(objects + [absent], into: other, told: $0) }
        #expect(got[absent] == .failed("it is not on remote 'r'"))
        for object in objects { #expect(try other.verify(object)) }
        #expect(try Files.list(other.temporaryDirectory) == [])
        try remote.remove([objects[0], absent])
        #expect(try remote.missing(among: objects) == [objects[0]])
    }

    @Test func wrongBytesAreNeverAccepted() throws {
        let remote = try remote()
        let object = try local.insert(Array("right".utf8))
        try remote.upload([object], from: local) { _, _ in }
        let there = ObjectStore(root: folder.path("store")).path(of: object.id)
        try Files.remove(there)
        try Files.write(Array("wrong".utf8), to: there)
        let other = ObjectStore(root: folder.path("other"))
        let got = try outcomes { try remote.download([object], into: other, told: $0) }
        #expect(got == [object: .failed(TransferFault.wrongBytes)])
        #expect(!other.contains(object))
    }

    @Test func withoutRcloneThereIsASentence() throws {
        let remote = try RcloneRemote(
            name: "r", url: "rclone:x:y", environment: ["PATH": "/nonexistent"], workingDirectory: folder.path)
        let error = #expect(throws: Diagnostic.self) { try remote.missing(among: [ContentHasher.object(of: [1])]) }
        #expect(error?.message == "cannot use remote 'r': rclone is not installed")
    }

    @Test(arguments: ["rclone:", "rclone:x", "rclone:-x:y", "rclone:x:y\nz"])
    func whatIsNoRemoteIsRefused(_ url: String) {
        #expect(throws: Diagnostic.self) {
            try RcloneRemote(name: "r", url: url, environment: [:], workingDirectory: "/")
        }
    }
}
