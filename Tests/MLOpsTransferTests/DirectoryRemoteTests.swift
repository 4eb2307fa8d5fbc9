import Glibc
import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsTransfer

@Suite struct DirectoryRemoteTests {
    let folder = TempDirectory()
    var local: ObjectStore { ObjectStore(root: folder.path("local")) }
    var remote: DirectoryRemote { DirectoryRemote(name: "r", store: ObjectStore(root: folder.path("remote"))) }

    init() throws {
        try Files.makeDirectories(folder.path("remote"))
    }

    func outcomes(_ body: (@escaping (LargeObject, TransferOutcome) -> Void) throws -> Void) rethrows
        -> [TransferOutcome]
    {
        var all: [TransferOutcome] = []
        try body { if case .moved = $1 {} else { all.append($1) } }
        return all
    }

    @Test func whatCannotBeOpenedIsNotCalledMissing() throws {
        let object = try local.insert([1])
        let path = remote.store.path(of: object.id)
        try Files.makeDirectories(Paths.parent(path))
        // Not even root gets through a link to itself.
        #expect(symlink(path, path) == 0)
        let other = ObjectStore(root: folder.path("other"))
        #expect(
            try outcomes { try remote.download([object], into: other, told: $0) }
                == [.failed("cannot open '\(path)': Too many levels of symbolic links")])
    }

    @Test func sendsWhatIsMissingAndGetsItBack() throws {
        let objects = try (UInt8(0)..<4).map { try local.insert([$0]) }
        #expect(try remote.missing(among: objects) == objects)
        #expect(
            try outcomes { try remote.upload(objects, from: local, told: $0) }
                == Array(repeating: .transferred, count: 4))
        #expect(
            try outcomes { try remote.upload(objects, from: local, told: $0) } == Array(repeating: .present, count: 4))
        #expect(try remote.missing(among: objects) == [])
        let other = ObjectStore(root: folder.path("other"))
        #expect(
            try outcomes { try remote.download(objects, into: other, told: $0) }
                == Array(repeating: .transferred, count: 4))
        var listed: Set<LargeObject> = []
        try remote.list { listed.insert($0) }
        #expect(listed == Set(objects))
        for object in objects { #expect(try other.verify(object)) }
    }

    @Test func oneFailureLeavesTheOthers() throws {
        let good = try local.insert([1]), absent = ContentHasher.object(of: [2])
        let result = try outcomes { try remote.upload([absent, good], from: local, told: $0) }
        #expect(result.count == 2 && result.contains(.failed("it is not in this clone")))
        #expect(result.contains(.transferred))
        let back = try outcomes {
            try remote.download([absent, good], into: ObjectStore(root: folder.path("x")), told: $0)
        }
        #expect(back.count == 2 && back.contains(.failed("it is not on remote 'r'")) && back.contains(.transferred))
    }

    @Test func twoPushersOfOneObjectDoNotDisturbEachOther() async throws {
        let object = try local.insert([UInt8](repeating: 5, count: 3_000_000))
        let (local, remote) = (local, remote)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try remote.upload([object], from: local) { _, outcome in
                        if case .failed(let reason, _) = outcome { Issue.record("\(reason)") }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try remote.store.verify(object))
        #expect(try Files.list(remote.store.temporaryDirectory).isEmpty)
    }

    @Test func uploadSweepsWhatADeadWriterLeft() throws {
        try folder.write("remote/tmp/mlops-1-1", "half an object")
        let written = Files.info(folder.path("remote/tmp/mlops-1-1"))!.modifiedSeconds
        let old = DirectoryRemote(name: "r", store: remote.store, now: { (written + 4 * 86400) * 1000 })
        try remote.upload([local.insert([1])], from: local) { _, _ in }
        #expect(try Files.list(remote.store.temporaryDirectory) == ["mlops-1-1"])
        try old.upload([local.insert([2])], from: local) { _, _ in }
        #expect(try Files.list(remote.store.temporaryDirectory).isEmpty)
    }

    @Test func aReadOnlyFolderIsToldPerObject() throws {
        let object = try local.insert([1])
        try Files.write([], to: folder.path("remote/tmp"))
        guard case .failed(let reason, _)? = try outcomes({ try remote.upload([object], from: local, told: $0) }).first
        else {
            Issue.record("the upload did not fail")
            return
        }
        #expect(reason.hasPrefix("cannot open"))
    }
}
