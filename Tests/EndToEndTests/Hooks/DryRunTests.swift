import MLOpsSystem
import MLOpsTestSupport
import Testing

/// git runs pre-push under `--dry-run` too; nothing may be sent then, however it is spelled.
@Suite struct DryRunTests {
    @Test(arguments: [
        ["push", "--dry-run", "origin", "main"], ["push", "-n", "origin", "main"], ["push", "-qn", "origin", "main"],
        ["-c", "a.b=c", "push", "origin", "main", "--dry-run"], ["try", "origin", "main"],
    ]) func nothingIsSent(_ arguments: [String]) throws {
        let repository = try CheckTests.repository()
        try repository.git("config", "alias.try", "push --dry-run").check()
        try repository.write("x.dat", "content")
        try repository.commit("large")
        let bare = try repository.addBareRemote()
        try repository.run(["git"] + arguments).check()
        #expect(!Files.exists(bare + "/lfs"))
        try repository.git("push", "-q", "origin", "main").check()
        #expect(Files.exists(bare + "/lfs"))
    }

    /// The answer comes from git's own command line, not from that of a shell above it.
    @Test func aPushOfAnotherKindAboveDoesNotCount() throws {
        let repository = try CheckTests.repository()
        try repository.write("x.dat", "content")
        try repository.commit("large")
        let bare = try repository.addBareRemote()
        try repository.run(["sh", "-c", "git push -q origin main; : git push -n"]).check()
        #expect(Files.exists(bare + "/lfs"))
    }
}
