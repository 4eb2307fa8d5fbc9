import Glibc
import MLOpsCheckout
import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// What goes wrong on the way: kills, locks, changed files, hostile folders. The next command finishes the work, and
/// nothing of the user's is overwritten or hidden.
@Suite struct CheckoutFaultTests {
    let project: CheckoutProject
    var repository: TempRepository { project.repository }

    init() throws {
        project = try CheckoutProject()
    }

    /// Runs `git checkout side` with a filter that stops, for ever, before it fills anything in, and kills it: what
    /// is left is pointers, their index and a journal.
    private func killBeforeFilling() throws {
        let pipe = repository.directory.path("kill")
        try repository.directory.write("kill", DyingFilter.script(FilterClient.program), mode: 0o755)
        try repository.git("-c", "filter.mlops.process=\(pipe)", "checkout", "-q", "side").check()
    }

    /// Any command of git's that starts the filter.
    private func startFilter() throws {
        try repository.write("new.bin", [1, 2, 3])
        try repository.git("add", "new.bin").check()
        try repository.git("rm", "-q", "-f", "new.bin").check()
    }

    @Test func aKilledFilterLeavesPointersThatCountAsUnchanged() throws {
        try killBeforeFilling()
        #expect(try project.journals().count == 1)
        #expect(try repository.bytes("a.bin").count < 200)
        #expect(try repository.git("status", "--porcelain").check().output.isEmpty)
    }

    @Test func theNextFilterFinishes() throws {
        try killBeforeFilling()
        try startFilter()
        #expect(try project.wrongFiles().isEmpty)
        #expect(try project.journals().isEmpty)
        let status = try project.status()
        #expect(status.text.isEmpty)
        #expect(status.calls == 0)
    }

    @Test func aFileThatWasChangedMeanwhileIsLeftAlone() throws {
        try killBeforeFilling()
        try repository.write("a.bin", Array("mine\n".utf8))
        try Files.remove(repository.path("d/e.bin"))
        try startFilter()
        #expect(try repository.read("a.bin") == "mine\n")
        #expect(!Files.exists(repository.path("d/e.bin")))
        #expect(try repository.bytes("d/c.bin") == CheckoutProject.content(70_000, 6))
        #expect(try project.status().text == " M a.bin\n D d/e.bin")
    }

    /// The way to a file became a link that leads out of the worktree, to a file with the pointer's very text.
    @Test func linksOutOfTheWorktreeAreNotFollowed() throws {
        try killBeforeFilling()
        let outside = repository.directory.path("outside")
        try repository.run(["cp", "-r", repository.path("d"), outside]).check()
        let pointer = try Files.read(outside + "/c.bin")
        try Files.removeTree(repository.path("d"))
        try repository.run(["ln", "-s", outside, "d"]).check()
        try Files.remove(repository.path("b.bin"))
        try repository.run(["ln", "-s", outside + "/c.bin", "b.bin"]).check()
        try startFilter()
        #expect(try Files.read(outside + "/c.bin") == pointer)
        #expect(try repository.bytes("a.bin") == CheckoutProject.content(210_000, 4))
    }

    @Test func aLockedIndexIsToldLater() throws {
        try killBeforeFilling()
        let lock = repository.path(".git/index.lock")
        let held = try Descriptor(opening: lock, flags: O_WRONLY | O_CREAT | O_EXCL)
        // `diff` takes no lock of its own and starts the filter for the file that differs.
        try repository.write("a.bin", CheckoutProject.content(5000, 9))
        try repository.git("diff", "--stat").check()
        #expect(try repository.bytes("d/c.bin").count < 200)
        #expect(try project.journals().count == 1)
        try held.close()
        try Files.remove(lock)
        try startFilter()
        #expect(try repository.bytes("d/c.bin") == CheckoutProject.content(70_000, 6))
        #expect(try project.status().text == " M a.bin")
    }

    /// Killed between taking the lock and the rename: the lock has our file's inode.
    @Test func ourOwnStaleLockIsRemoved() throws {
        try killBeforeFilling()
        let journal = try #require(try project.journals().first)
        let temporary = repository.path(".git/mlops/checkout/\(journal).index")
        try Files.write([1, 2], to: temporary)
        try repository.run(["ln", temporary, ".git/index.lock"]).check()
        try repository.git("cat-file", "--filters", "HEAD:a.bin").check()
        #expect(!Files.exists(repository.path(".git/index.lock")))
        #expect(try project.journals().isEmpty)
        #expect(try project.wrongFiles().isEmpty)
        #expect(try project.status().text.isEmpty)
    }

    /// Files are there, the index does not know: contents are compared, and nothing is read as a change.
    @Test func killedBetweenFilesAndIndex() throws {
        try killBeforeFilling()
        for (name, content) in [("a.bin", (210_000, 4)), ("d/e.bin", (90_000, 5))] {
            try repository.write(name, CheckoutProject.content(content.0, UInt64(content.1)), mode: 0o644)
        }
        try startFilter()
        #expect(try project.wrongFiles().isEmpty)
        #expect(try project.status().text.isEmpty)
    }

    @Test func aTornLastRecordIsLeftOut() throws {
        try killBeforeFilling()
        let journal = repository.path(".git/mlops/checkout/\(try #require(try project.journals().first))")
        try Files.write(try Files.read(journal) + Array("0123".utf8), to: journal)
        try startFilter()
        #expect(try project.wrongFiles().isEmpty)
        #expect(try project.status().text.isEmpty)
    }

    @Test func contentThatIsGoneLeavesThePointer() throws {
        try killBeforeFilling()
        try Files.removeTree(repository.path(".git/lfs/objects"))
        try startFilter()
        #expect(try repository.bytes("d/c.bin").count < 200)
        #expect(try project.journals().isEmpty)
        #expect(try project.status().text.isEmpty)
    }

    @Test(arguments: 0..<12)
    func killedAtAnyMoment(_ step: Int) throws {
        let delay = "0.0\(String(step * 3 + 1).count == 1 ? "0" : "")\(step * 3 + 1)"
        _ = try repository.git(
            "-c", "filter.mlops.process=timeout -s KILL \(delay) \(FilterClient.program) process", "checkout", "-q",
            "side")
        try? Files.remove(repository.path(".git/index.lock"))
        try repository.git("checkout", "-q", "-f", "side").check()
        try startFilter()
        #expect(try project.wrongFiles().isEmpty)
        #expect(try project.status().text.isEmpty)
        #expect(try project.journals().isEmpty)
    }

    /// A limit on the size of files stands in for a full disk: what fits is there, the rest follows later.
    @Test func aFullDiskLeavesPointersForLater() throws {
        let script = "#!/bin/sh\ntrap '' XFSZ\nulimit -f 300\nexec '\(FilterClient.program)' process\n"
        try repository.directory.write("limited", script, mode: 0o755)
        let filter = "filter.mlops.process=\(repository.directory.path("limited"))"
        let result = try repository.git("-c", filter, "checkout", "-q", "side").check()
        #expect(result.errors.contains("cannot check out 'a.bin'"))
        #expect(result.errors.contains("File too large"))
        #expect(try repository.bytes("a.bin").count < 200)
        #expect(try repository.bytes("d/c.bin") == CheckoutProject.content(70_000, 6))
        #expect(try Files.list(repository.path(".git/lfs/tmp")).isEmpty)
        #expect(try project.status().text.isEmpty)
        try startFilter()
        #expect(try project.wrongFiles().isEmpty)
        #expect(try project.status().text.isEmpty)
        #expect(try project.journals().isEmpty)
    }
}
