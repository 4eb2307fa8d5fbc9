import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops du` and `git mlops prune`.
@Suite struct HousekeepingTests {
    let repository: TempRepository
    var store: ObjectStore { ObjectStore(root: repository.path(".git/lfs")) }

    /// Three versions of a.bin on main, one more on side.
    init() throws {
        repository = try LargeFileProject().repository
        for seed in 1...3 {
            try repository.write("a.bin", LargeFileProject.content(1000 * seed, seed: UInt64(seed)))
            try repository.commit("version \(seed)")
        }
        try repository.git("switch", "-q", "-c", "side").check()
        try repository.write("a.bin", LargeFileProject.content(9000, seed: 9))
        try repository.commit("side")
        try repository.git("switch", "-q", "main").check()
    }

    private func has(_ size: Int, _ seed: Int) -> Bool {
        store.contains(ContentHasher.object(of: LargeFileProject.content(size, seed: UInt64(seed))))
    }

    /// As if nothing had been used for two hours and no reflog went back.
    private func age() throws {
        try repository.git("reflog", "expire", "--expire=all", "--all").check()
        try repository.run(["sh", "-c", "find .git/lfs/objects -type f -exec touch -d '2 hours ago' {} +"]).check()
    }

    @Test func usageByRefAndPath() throws {
        let json = try JSONValue.parse(Array(repository.mlops("du", "--json").check().output.utf8))
        #expect(json[path: "stored", "bytes"] == .integer(15_000))
        let refs = try repository.mlops("du").check().output.split(separator: "\n").map(String.init)
        #expect(refs.contains { $0.hasPrefix("main") && $0.contains("5.85 KiB") && $0.hasSuffix("0 bytes") })
        #expect(refs.contains { $0.hasPrefix("side") && $0.contains("14.64 KiB") && $0.hasSuffix("8.78 KiB") })
        #expect(refs.contains { $0.hasPrefix("a.bin") && $0.contains("4") })
    }

    @Test func oldVersionsGoOnceARemoteHasThem() throws {
        try repository.addBareRemote()
        try repository.mlops("push").check()
        try age()
        let dry = try repository.mlops("prune", "-n").check()
        #expect(dry.output.split(separator: "\n").count == 2)
        #expect(has(1000, 1))
        #expect(try repository.mlops("prune").check().errors.contains("removed 2 objects, 2.92 KiB"))
        #expect(!has(1000, 1) && !has(2000, 2))
        #expect(has(3000, 3) && has(9000, 9))
        try repository.git("checkout", "-q", "main~1").check()
        #expect(try repository.bytes("a.bin") == LargeFileProject.content(2000, seed: 2))
    }

    @Test func whatNoRemoteHasStays() throws {
        let bare = try repository.addBareRemote()
        try repository.mlops("push").check()
        let first = ContentHasher.object(of: LargeFileProject.content(1000, seed: 1))
        try Files.remove(ObjectStore(root: bare + "/lfs").path(of: first.id))
        try age()
        let result = try repository.mlops("prune").check()
        #expect(result.errors.contains("kept 1 object that no remote is known to have"))
        #expect(has(1000, 1))
        #expect(!has(2000, 2))
    }

    @Test func withoutAskingTrackingRefsAreTheProof() throws {
        try repository.addBareRemote()
        try age()
        #expect(try repository.mlops("prune", "--no-verify-remote").check().errors.contains("removed 0 objects"))
        try repository.git("push", "-q", "origin", "main").check()
        #expect(try repository.mlops("prune", "--no-verify-remote").check().errors.contains("removed 2 objects"))
    }

    /// Reflogs, the stash, the index, another worktree, a journal: each holds one version that nothing else does.
    @Test func everyRootHolds() throws {
        try repository.addBareRemote()
        for (size, seed) in [(11_000, 11), (12_000, 12)] {
            try repository.write("a.bin", LargeFileProject.content(size, seed: UInt64(seed)))
            try repository.run(["git"] + (seed == 11 ? ["stash", "-q"] : ["add", "a.bin"])).check()
        }
        try repository.git("worktree", "add", "-q", "--detach", "../linked", "main~1").check()
        let journalled = ContentHasher.object(of: LargeFileProject.content(1000, seed: 1))
        let line = "\(String(repeating: "a", count: 40)) \(journalled.id.hex) 1000 - x\0"
        let folder = repository.path(".git/worktrees/linked/mlops/checkout")
        try Files.makeDirectories(folder)
        try Files.write(Array(line.utf8), to: folder + "/1-1")
        try repository.mlops("push", "--all").check()
        try repository.git("reflog", "expire", "--expire=all", "main", "HEAD", "side").check()
        try repository.run(["sh", "-c", "find .git/lfs/objects -type f -exec touch -d '2 hours ago' {} +"]).check()
        #expect(try repository.mlops("prune").check().errors.contains("removed 0 objects"))
        #expect(has(1000, 1) && has(2000, 2) && has(11_000, 11) && has(12_000, 12))
    }
}

extension JSONValue {
    fileprivate subscript(path keys: String...) -> JSONValue? {
        keys.reduce(self as JSONValue?) { value, key in
            if case .object(let object)? = value { return object[key] }
            return nil
        }
    }
}
