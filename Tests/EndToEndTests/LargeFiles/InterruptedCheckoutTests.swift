import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Checkouts past the pipe with the whole program: downloads, recovery by any command, git's memory.
@Suite struct InterruptedCheckoutTests {
    let repository: TempRepository

    init() throws {
        repository = try LargeFileProject().repository
        for index in 0..<5 {
            try repository.write("f\(index).bin", LargeFileProject.content(100_000, seed: UInt64(index)))
        }
        try repository.commit("data")
    }

    /// A filter that ends before it fills anything in, as if killed.
    private func killingFilter() throws -> String {
        try repository.directory.write("kill", DyingFilter.script(), mode: 0o755)
        return "filter.mlops.process=\(repository.directory.path("kill"))"
    }

    private func isWhole(_ repository: TempRepository) throws -> Bool {
        try (0..<5).allSatisfy {
            try repository.bytes("f\($0).bin") == LargeFileProject.content(100_000, seed: UInt64($0))
        }
    }

    @Test(arguments: [["status"], ["ls-files"], ["doctor"]])
    func anyCommandFinishes(_ command: [String]) throws {
        let filter = try killingFilter()
        for index in 0..<5 { try Files.remove(repository.path("f\(index).bin")) }
        try repository.git("-c", filter, "checkout", "-q", "--", ".").check()
        #expect(try repository.bytes("f0.bin").count < 200)
        _ = try repository.run(["git", "mlops"] + command)
        if command != ["doctor"] { #expect(try isWhole(repository)) }
        try repository.mlops("status").check()
        #expect(try isWhole(repository))
        try repository.git("config", "filter.mlops.process", "no-such-program").check()
        #expect(try LargeFileProject.isClean(repository))
    }

    /// With the store on another file system copies are made beside the files: what a killed run left goes.
    @Test func copiesBesideFilesAreSwept() throws {
        let store = "/dev/shm/\(Paths.name(repository.directory.path))"
        defer { try? Files.removeTree(store) }
        guard (try? Files.makeDirectories(store)) != nil,
            try repository.run(["stat", "-c", "%d", store, "."]).check().output.split(separator: "\n").map({ $0 }).first
                != repository.run(["stat", "-c", "%d", "."]).check().output[...]
        else { return }
        try repository.run(["cp", "-r", repository.path(".git/lfs/objects"), store]).check()
        try repository.git("config", "lfs.storage", store).check()
        let filter = try killingFilter()
        for index in 0..<5 { try Files.remove(repository.path("f\(index).bin")) }
        try repository.git("-c", filter, "checkout", "-q", "--", ".").check()
        let dead = try repository.run(["sh", "-c", "sleep 0 & echo $!; wait"]).check().output
        try repository.write(".mlops-\(dead)-77", "half of f0.bin")
        try repository.write(".mlops-\(Host.processID)-77", "of somebody who lives")
        try repository.mlops("status").check()
        #expect(try isWhole(repository))
        #expect(!Files.exists(repository.path(".mlops-\(dead)-77")))
        #expect(Files.exists(repository.path(".mlops-\(Host.processID)-77")))
    }

    @Test func killedWhileCloning() throws {
        let bare = try repository.addBareRemote()
        try repository.mlops("push").check()
        try repository.git("push", "-q", "origin", "main").check()
        let path = repository.directory.path("clone")
        try repository.run(["git", "clone", "-q", "-c", try killingFilter(), bare, path]).check()
        let clone = TempRepository(sharing: repository, path: path)
        #expect(try clone.bytes("f0.bin").count < 200)
        try clone.git("config", "--unset", "filter.mlops.process").check()
        try clone.mlops("status").check()
        #expect(try isWhole(clone))
        #expect(try LargeFileProject.isClean(clone))
    }

    /// A sparse file of 3 GiB: git holds its pointer only. Streamed, git would take as much memory.
    @Test func gitStaysSmall() throws {
        let size: Int64 = 3 << 30
        let name = String(repeating: "ab", count: 32)
        let object = LargeObject(id: try #require(ContentID(name)), size: size)
        try repository.write(".git/lfs/objects/ab/ab/\(name)", [UInt8]())
        try repository.run(["truncate", "-s", "\(size)", ".git/lfs/objects/ab/ab/\(name)"]).check()
        try repository.write("huge.bin", Pointer(object).encoded)
        try repository.commit("huge")
        try Files.remove(repository.path("huge.bin"))
        // Not wait4's figure for our own child, which counts this process's memory until git is started.
        let script = """
            import resource, subprocess
            subprocess.run(['git', 'checkout', '-q', '--', 'huge.bin'], check=True)
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            """
        let peak = try repository.run(["python3", "-c", script]).check().output
        #expect(Files.info(repository.path("huge.bin"))?.size == size)
        #expect(try #require(Int(peak)) < 65536)
        // Only this file, which status would not do: the commit may have left others as young as the index, and git
        // asks the filter about those.
        try repository.git("config", "filter.mlops.process", "no-such-program").check()
        #expect(try repository.git("diff-files", "--name-only", "--", "huge.bin").check().output == "")
    }
}
