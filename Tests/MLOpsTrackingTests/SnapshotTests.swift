import MLOpsCore
import MLOpsGit
import MLOpsSystem
import MLOpsTestSupport
import MLOpsTracking
import Testing

/// docs/formats/log.md, "Snapshots": index, worktree, stash and HEAD stay byte for byte; the tree is that of a later
/// commit of everything.
@Suite struct SnapshotTests {
    private func take(_ repository: TempRepository) throws -> Snapshot {
        try #require(try Snapshot.take(try Repository.open(TestContext.make(repository))))
    }

    private func prepared() throws -> TempRepository {
        let repository = try TempRepository()
        for name in ["kept", "edited", "deleted", "renamed", "staged", "script.sh"] {
            try repository.write(name, "\(name)\n")
        }
        try repository.write(".gitignore", "ignored\n")
        try repository.commit("first")
        try repository.write("edited", "changed\n")
        try repository.write("staged", "in the index\n")
        try repository.git("add", "staged").check()
        try repository.write("staged", "and once more\n")
        try Files.remove(repository.path("deleted"))
        try repository.git("mv", "renamed", "new name").check()
        try Files.setMode(repository.path("script.sh"), 0o755)
        try repository.write("folder/untracked", "new\n")
        try repository.write("ignored", "never\n")
        try repository.run(["ln", "-s", "kept", "link"]).check()
        return repository
    }

    @Test func treeIsThatOfALaterCommitOfEverything() throws {
        let repository = try prepared()
        let snapshot = try take(repository)
        try repository.commit("everything")
        #expect(try repository.git("rev-parse", "HEAD^{tree}").output == snapshot.tree.hex)
        #expect(snapshot.dirty.sorted() == (try dirtyPaths(repository).sorted()))
    }

    /// Documentation/technical/racy-git: a file as young as the index, of the same size, is compared by content.
    @Test func aFileThatOnlyItsContentGivesAwayIsSeen() throws {
        let repository = try TempRepository()
        try repository.git("config", "core.trustctime", "false").check()
        try repository.write("a", "one\n")
        try repository.run(["touch", "-d", "@1700000000", "a"]).check()
        try repository.commit("first")
        try repository.run(["sh", "-c", "printf 'two\n' >a && touch -d @1700000000 a .git/index"]).check()
        let snapshot = try take(repository)
        #expect(try repository.git("show", "\(snapshot.tree.hex):a").output == "two")
        #expect(snapshot.dirty == ["a"])
    }

    private func dirtyPaths(_ repository: TempRepository) throws -> [String] {
        try repository.git("diff-tree", "--no-commit-id", "--name-only", "--no-renames", "-r", "HEAD").output
            .split(separator: "\n").map(String.init)
    }

    @Test func nothingOfTheUsersIsTouched() throws {
        let repository = try prepared()
        try repository.git("stash", "store", "-m", "kept", try repository.git("stash", "create").output).check()
        func state() throws -> [[UInt8]] {
            [
                Array(try repository.git("status", "--porcelain=v2", "--ignored").output.utf8),
                Array(try repository.git("stash", "list").output.utf8),
                try repository.bytes(".git/index"), try repository.bytes(".git/HEAD"),
            ]
        }
        let before = try state()
        _ = try take(repository)
        #expect(try state() == before)
        #expect(try Files.list(repository.path(".git")).filter { $0.hasPrefix("mlops-index") }.isEmpty)
    }

    @Test func aRepositoryWithoutCommitsHasASnapshotToo() throws {
        let repository = try TempRepository()
        try repository.write("a", "1")
        let snapshot = try take(repository)
        #expect(try repository.git("ls-tree", "--name-only", snapshot.tree.hex).output == "a")
    }

    @Test func secretsAndLargeFilesStayOut() throws {
        let repository = try TempRepository()
        try repository.write(".env", "TOKEN=x")
        try repository.write("keys/server.pem", "x")
        try repository.write("big.bin", [UInt8](repeating: 7, count: 1 << 20 + 1))
        try repository.write("code.py", "pass\n")
        let snapshot = try take(repository)
        #expect(try repository.git("ls-tree", "-r", "--name-only", snapshot.tree.hex).output == "code.py")
        #expect(snapshot.omitted == ["big.bin"])
    }

    @Test func aConflictedIndexIsNoObstacle() throws {
        let repository = try TempRepository()
        try repository.write("f", "base\n")
        try repository.commit("base")
        try repository.git("checkout", "-q", "-b", "side").check()
        try repository.write("f", "side\n")
        try repository.commit("side")
        try repository.git("checkout", "-q", "main").check()
        try repository.write("f", "main\n")
        try repository.commit("main")
        #expect(try repository.git("merge", "side").code == 1)
        let before = try repository.bytes(".git/index")
        _ = try take(repository)
        #expect(try repository.bytes(".git/index") == before)
    }

    @Test func noneSwitchesItOff() throws {
        let repository = try TempRepository()
        try repository.git("config", "mlops.snapshot", "none").check()
        #expect(try Snapshot.take(try Repository.open(TestContext.make(repository))) == nil)
    }
}
