import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// When the filter sends contents through git after all, because somebody looks at the worktree before git ends.
@Suite struct CheckoutChoiceTests {
    let project: CheckoutProject
    var repository: TempRepository { project.repository }

    init() throws {
        project = try CheckoutProject()
    }

    private static let look = "stat -c %s a.bin d/c.bin >> seen"

    private func seen() throws -> [Int] {
        try repository.read("seen").split(separator: "\n").compactMap { Int($0) }
    }

    @Test func commandsOfARebaseFindContents() throws {
        try repository.git("switch", "-q", "side").check()
        try repository.git("rebase", "-q", "-x", Self.look, "main").check()
        #expect(try seen() == [210_000, 70_000, 210_000, 70_000])
        #expect(try project.wrongFiles().isEmpty)
    }

    @Test(arguments: ["post-checkout", "post-merge", "post-commit", "pre-merge-commit"])
    func somebodysHookFindsContents(_ event: String) throws {
        try repository.write(".git/hooks/\(event)", "#!/bin/sh\n\(Self.look)\n", mode: 0o755)
        switch event {
        case "post-checkout": try repository.git("checkout", "-q", "side").check()
        case "post-commit": try repository.git("cherry-pick", "side~1", "side").check()
        default: try repository.git("merge", "-q", "--no-edit", "side").check()
        }
        #expect(try !seen().isEmpty)
        #expect(try seen().allSatisfy { $0 >= 70_000 })
        #expect(try project.wrongFiles().isEmpty)
    }

    @Test func hooksOfAnotherFolderCount() throws {
        try repository.write("hooks/post-checkout", "#!/bin/sh\n\(Self.look)\n", mode: 0o755)
        try repository.git("config", "core.hooksPath", "hooks").check()
        try repository.git("checkout", "-q", "side").check()
        #expect(try seen() == [210_000, 70_000])
    }

    @Test func ourOwnHookIsNoReason() throws {
        let hook = try Files.read(Paths.join(TestEnvironment.packageRoot, "hooks/post-checkout"))
        try repository.write(".git/hooks/post-checkout", hook, mode: 0o755)
        #expect(try isPastThePipe(["checkout", "-q", "side"]))
    }

    @Test func theConfigurationDecides() throws {
        #expect(try isPastThePipe(["checkout", "-q", "side"]))
        #expect(try !isPastThePipe(["-c", "mlops.checkout=stream", "checkout", "-q", "main"]))
        try repository.git("config", "mlops.checkout", "stream").check()
        #expect(try !isPastThePipe(["checkout", "-q", "side"]))
        try repository.git("config", "mlops.checkout", "fast").check()
        #expect(try isPastThePipe(["checkout", "-q", "main"]))
    }

    /// Without `can-delay` git reads the answer itself.
    @Test func archivesHoldContents() throws {
        try repository.run(["sh", "-c", "git archive HEAD a.bin | tar xf - -C '\(repository.directory.path)'"]).check()
        #expect(try Files.read(repository.directory.path("a.bin")).count == 200_000)
        try repository.run(["sh", "-c", "git cat-file --filters HEAD:a.bin > '\(repository.directory.path)/b'"]).check()
        #expect(try Files.read(repository.directory.path("b")).count == 200_000)
        try Files.remove(repository.path("a.bin"))
        try repository.git("checkout-index", "a.bin").check()
        #expect(try repository.bytes("a.bin").count == 200_000)
    }

    /// Whether the packets that git gets back hold pointers only.
    private func isPastThePipe(_ arguments: [String]) throws -> Bool {
        let script = "#!/bin/sh\n'\(FilterClient.program)' process | tee -a '\(repository.directory.path("answers"))'\n"
        try repository.directory.write("recorded", script, mode: 0o755)
        try? Files.remove(repository.directory.path("answers"))
        let filter = "filter.mlops.process=\(repository.directory.path("recorded"))"
        try repository.run(["git", "-c", filter] + arguments).check()
        #expect(try project.wrongFiles().isEmpty)
        return try Files.read(repository.directory.path("answers")).count < 5000
    }
}
