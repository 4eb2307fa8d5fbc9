import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Runs and their commits: attachment, notes, and what amend, rebase and squash do to them.
@Suite struct NotesTests {
    /// A repository with set-up done, whose HEAD holds what the run `one` left.
    private func repository() throws -> TempRepository {
        let repository = try RunTests.repository()
        try repository.mlops("run", "-q", "--name", "one", "-P", "lr=0.5", "--", "sh", "train.sh").check()
        try repository.commit("lr 0.5")
        return repository
    }

    private func note(_ repository: TempRepository, _ revision: String = "HEAD", kind: String = "metrics") throws
        -> String
    {
        try repository.git("notes", "--ref", "mlops/\(kind)", "show", revision).output
    }

    @Test func theCommitThatHoldsTheRunsTreeGetsItsNote() throws {
        let repository = try repository()
        #expect(try note(repository).contains(#/^r-[0-9a-f]{8} = acc=0\.5 nested\.loss=2 finished .* exp=one$/#))
        #expect(try note(repository, kind: "params").contains("lr=0.5"))
        #expect(try note(repository, kind: "lineage").contains("cmd=sh train.sh"))
        #expect(
            try repository.git("log", "-1", "--notes=mlops/metrics").output.contains("Notes (mlops/metrics):\n    r-"))
        #expect(try repository.git("log", "-1").output.contains("Notes (mlops/metrics):"))
    }

    @Test func aCommitOfAnotherTreeGetsNone() throws {
        let repository = try RunTests.repository()
        try repository.mlops("run", "-q", "-P", "lr=0.5", "--", "sh", "train.sh").check()
        try repository.git("stash", "-u", "-q").check()
        try repository.write("unrelated", "x")
        try repository.commit("unrelated")
        #expect(try repository.git("notes", "--ref", "mlops/metrics", "show", "HEAD").code == 1)
    }

    @Test func aCommitNearTheRunIsMarked() throws {
        let repository = try RunTests.repository()
        try repository.mlops("run", "-q", "-P", "lr=0.5", "--", "sh", "train.sh").check()
        try repository.write("readme", "words")
        try repository.commit("results and words")
        #expect(try note(repository).contains(#/^r-[0-9a-f]{8} ~ acc=0\.5/#))
    }

    @Test func amendKeepsTheNoteAndTheMetrics() throws {
        let repository = try repository()
        try repository.write("other", "x")
        try repository.git("add", "-A").check()
        try repository.git("commit", "-q", "--amend", "-m", "amended").check()
        #expect(try note(repository).contains("acc=0.5"))
        #expect(try note(repository).split(separator: "\n").count == 1)
        let diff = try repository.mlops("diff-metrics", "--porcelain", "HEAD~1", "HEAD").check().output
        #expect(diff.contains("acc"))
    }

    @Test func rebaseAndFixupKeepTheNotes() throws {
        let repository = try repository()
        try repository.git("checkout", "-q", "-b", "topic", "HEAD").check()
        try repository.mlops("run", "-q", "--name", "two", "-P", "lr=0.75", "--", "sh", "train.sh").check()
        try repository.commit("lr 0.75")
        try repository.write("readme", "x")
        try repository.git("add", "-A").check()
        try repository.git("commit", "-q", "--fixup", "HEAD").check()
        try repository.git("checkout", "-q", "main").check()
        try repository.write("elsewhere", "x")
        try repository.commit("main goes on")
        try repository.git("checkout", "-q", "topic").check()
        try repository.run(
            ["git", "rebase", "-q", "-i", "--autosquash", "main"], environment: ["GIT_SEQUENCE_EDITOR": ":"]
        ).check()
        #expect(try repository.git("log", "--format=%s", "-2").output == "lr 0.75\nmain goes on")
        let lines = try note(repository).split(separator: "\n")
        #expect(lines.count == 1)
        #expect(lines.first?.contains("exp=two") == true)
    }

    @Test func humanLinesSurviveAndRegenerationChangesNothing() throws {
        let repository = try repository()
        try repository.git("notes", "--ref", "mlops/metrics", "append", "-m", "looked at by Ada", "HEAD").check()
        try repository.mlops("run", "-q", "--name", "again", "--", "true").check()
        try repository.git("commit", "-q", "--allow-empty", "--amend", "--no-edit").check()
        #expect(try note(repository).contains("looked at by Ada"))
        let before = try repository.git("rev-parse", "refs/notes/mlops/metrics^{tree}").output
        try repository.git("update-ref", "-d", "refs/notes/mlops/params").check()
        try repository.git("commit", "-q", "--amend", "--no-edit", "--date", "2026-01-02T03:04:05Z").check()
        #expect(try repository.git("rev-parse", "refs/notes/mlops/metrics^{tree}").output == before)
        #expect(try repository.git("fsck", "--strict").code == 0)
    }

    @Test func aSquashWithTheSameTreeIsExact() throws {
        let repository = try RunTests.repository()
        try repository.git("checkout", "-q", "-b", "topic").check()
        try repository.write("step", "1")
        try repository.commit("step one")
        try repository.mlops("run", "-q", "--name", "one", "-P", "lr=0.5", "--", "sh", "train.sh").check()
        try repository.commit("lr 0.5")
        try repository.git("checkout", "-q", "main").check()
        try repository.git("merge", "-q", "--squash", "topic").check()
        try repository.git("commit", "-q", "-m", "squashed").check()
        #expect(try note(repository).contains(#/^r-[0-9a-f]{8} = acc=0\.5/#))
    }
}
