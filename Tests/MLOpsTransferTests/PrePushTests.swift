import MLOpsCore
import MLOpsGit
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsTransfer

/// What the pre-push hook sends, on repositories whose pointers are written by hand: no filter runs here.
@Suite struct PrePushTests {
    let repository: TempRepository
    let bare: String

    init() throws {
        repository = try TempRepository()
        bare = try repository.addBareRemote()
    }

    var store: ObjectStore { ObjectStore(root: repository.path(".git/lfs")) }
    var remote: ObjectStore { ObjectStore(root: bare + "/lfs") }

    func files() throws -> LargeFiles {
        let context = InvocationContext(
            workingDirectory: repository.path, environment: repository.environment, now: { 0 }, randomBits: { 0 },
            shareDirectory: nil, executablePath: "/nonexistent", reporter: SilentReporter())
        return try LargeFiles(Repository.open(context))
    }

    @discardableResult
    func commit(_ path: String, _ content: [UInt8], stored: Bool = true) throws -> LargeObject {
        let object = ContentHasher.object(of: content)
        if stored { try store.insert(content) }
        try repository.write(path, Pointer(object).encoded)
        try repository.commit("add \(path)")
        return object
    }

    func push(_ lines: String...) throws -> TransferReport {
        let files = try files()
        return try files.prePush(
            files.pushedObjects(to: "origin", lines.compactMap { PushedReference(line: $0) }), to: "origin")
    }

    func line(_ revision: String = "main", remote: String? = nil) throws -> String {
        let id = try repository.git("rev-parse", revision).check().output
        return "refs/heads/main \(id) refs/heads/main \(remote ?? String(repeating: "0", count: 40))"
    }

    @Test func sendsWhatTheRemoteDoesNotHave() throws {
        let first = try commit("a.bin", [1]), second = try commit("b.bin", [2])
        #expect(Set(try push(line()).transferred) == [first, second])
        #expect(remote.contains(first) && remote.contains(second))
        #expect(try push(line()).transferred.isEmpty)
    }

    @Test func looksOnlyAtCommitsThatTheRemoteDoesNotHave() throws {
        try commit("a.bin", [1])
        _ = try push(line())
        try repository.git("push", "-q", "origin", "main").check()
        try Files.removeTree(bare + "/lfs")
        let second = try commit("b.bin", [2])
        #expect(try push(line(remote: repository.git("rev-parse", "main^").output)).transferred == [second])
    }

    @Test func doesNothingForDeletionsAndOtherCommits() throws {
        try repository.write("a.txt", "text")
        try repository.commit("text")
        try repository.git("remote", "set-url", "origin", "https://example.invalid/x.git").check()
        #expect(try push(line()).transferred.isEmpty)
        let zero = String(repeating: "0", count: 40)
        #expect(
            try push("(delete) \(zero) refs/heads/x \(repository.git("rev-parse", "main").output)").transferred.isEmpty)
        #expect(try push().transferred.isEmpty)
    }

    @Test func findsFilesInMergedAndDeletedHistory() throws {
        try repository.commit("base")
        try repository.git("switch", "-q", "-c", "side").check()
        let side = try commit("side.bin", [1])
        try repository.git("rm", "-q", "side.bin").check()
        try repository.git("commit", "-q", "-m", "gone").check()
        try repository.git("switch", "-q", "main").check()
        let own = try commit("own.bin", [2])
        try repository.git("merge", "-q", "--no-edit", "side").check()
        #expect(Set(try push(line()).transferred) == [side, own])
    }

    @Test func anObjectThatIsNowhereStopsThePush() throws {
        let object = try commit("a.bin", [1], stored: false)
        #expect {
            try push(line())
        } throws: { error in
            Diagnostic(describing: error).message
                == "cannot push 'a.bin': object \(object.id.hex) is neither in this clone nor on remote 'origin'"
        }
    }

    @Test func anObjectThatTheRemoteHasNeedNotBeHere() throws {
        let object = try commit("a.bin", [1], stored: false)
        try Files.makeDirectories(remote.root)
        try remote.insert([1])
        #expect(try push(line()).transferred.isEmpty)
        #expect(remote.contains(object))
    }

    /// Pointers that the real git-lfs keeps are sent by it, to a server that we may not know.
    @Test func leavesPointersOfOtherToolsAlone() throws {
        try repository.write(".gitattributes", "*.dat filter=lfs -text\n")
        try repository.git("config", "filter.lfs.clean", "cat").check()
        try commit("a.dat", [1], stored: false)
        try repository.git("remote", "set-url", "origin", "https://example.invalid/x.git").check()
        #expect(try push(line()).transferred.isEmpty)
        try repository.write(".gitattributes", "*.dat filter=mlops -text\n")
        try repository.git("config", "filter.mlops.clean", "cat").check()
        try repository.commit("ours now")
        #expect(throws: NoRemote.self) { try push(line()) }
    }

    @Test func aURLInPlaceOfARemoteIsAllNew() throws {
        let object = try commit("a.bin", [1])
        let files = try files()
        let report = try files.prePush(files.pushedObjects(to: bare, [PushedReference(line: line())!]), to: bare)
        #expect(report.transferred == [object])
    }

    @Test(arguments: ["", "a b c", "refs/heads/x zzz refs/heads/x 0", "a b c d e"])
    func readsOnlyWhatGitWrites(_ line: String) {
        #expect(PushedReference(line: line) == nil)
    }
}
