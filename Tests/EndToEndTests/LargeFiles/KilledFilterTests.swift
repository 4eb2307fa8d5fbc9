import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The filter is killed at points that nobody chose; the store stays sound and the next command carries on.
@Suite struct KilledFilterTests {
    @Test(arguments: ["0.002", "0.005", "0.01", "0.02", "0.05", "0.1"])
    func killedDuringAdd(_ delay: String) throws {
        let repository = try LargeFileProject().repository
        let names = (0..<20).map { "f\($0).bin" }
        for (index, name) in names.enumerated() {
            try repository.write(name, LargeFileProject.content(1_000_000, seed: UInt64(index)))
        }
        _ = try repository.git(
            "-c", "filter.mlops.process=timeout -s KILL \(delay) git-mlops-filter process", "add", ".")
        #expect(try LargeFileProject.storeIsSound(repository))
        Self.removeLock(repository)
        try repository.git("add", ".").check()
        try repository.git("commit", "-q", "-m", "all").check()
        #expect(try LargeFileProject.storeIsSound(repository))
        #expect(try repository.mlops("ls-files", "--name-only").check().output.split(separator: "\n").count == 20)
        #expect(try repository.mlops("fsck").check().output.isEmpty)
    }

    @Test(arguments: ["0.002", "0.01", "0.05"])
    func killedDuringCheckout(_ delay: String) throws {
        let repository = try LargeFileProject().repository
        for index in 0..<20 {
            try repository.write("f\(index).bin", LargeFileProject.content(1_000_000, seed: UInt64(index)))
        }
        try repository.commit("all")
        for index in 0..<20 { try Files.remove(repository.path("f\(index).bin")) }
        _ = try repository.git(
            "-c", "filter.mlops.process=timeout -s KILL \(delay) git-mlops-filter process", "checkout", "-q", "--", ".")
        Self.removeLock(repository)
        try repository.git("checkout", "-q", "--", ".").check()
        for index in 0..<20 {
            #expect(try repository.bytes("f\(index).bin") == LargeFileProject.content(1_000_000, seed: UInt64(index)))
        }
        #expect(try LargeFileProject.isClean(repository))
    }

    @Test(arguments: ["0.01", "0.03", "0.06", "0.1", "0.2"])
    func killedDuringPushAndFetch(_ delay: String) throws {
        let repository = try LargeFileProject().repository
        for index in 0..<10 {
            try repository.write("f\(index).bin", LargeFileProject.content(2_000_000, seed: UInt64(index)))
        }
        try repository.commit("all")
        let bare = try repository.addBareRemote()
        try repository.run(["timeout", "-s", "KILL", delay, "git-mlops", "push"])
        #expect(try LargeFileProject.storeIsSound(repository, root: bare + "/lfs"))
        try repository.mlops("push").check()
        try repository.git("push", "-q", "origin", "main").check()
        let target = repository.directory.path("clone")
        try repository.run(["git", "clone", "-q", bare, target], environment: ["GIT_LFS_SKIP_SMUDGE": "1"]).check()
        let clone = TempRepository(sharing: repository, path: target)
        try clone.run(["timeout", "-s", "KILL", delay, "git-mlops", "pull"])
        #expect(try LargeFileProject.storeIsSound(clone))
        Self.removeLock(clone)
        try clone.mlops("pull").check()
        for index in 0..<10 {
            #expect(try clone.bytes("f\(index).bin") == LargeFileProject.content(2_000_000, seed: UInt64(index)))
        }
        #expect(try LargeFileProject.isClean(clone))
    }

    private static func removeLock(_ repository: TempRepository) {
        try? Files.remove(repository.path(".git/index.lock"))
    }
}
