import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Invariant: notes follow from the log and nothing else, git can merge them, and people's lines stay.
@Suite struct NotesProjectionTests {
    private static let kinds = ["metrics", "params", "lineage"]

    private func recorded(_ project: SyncProject, _ rate: String) throws {
        try project.first.mlops("run", "-q", "--name", "r\(rate)", "-P", "lr=\(rate)", "--", "sh", "train.sh").check()
        try project.first.commit("lr \(rate)")
    }

    private func trees(_ repository: TempRepository) throws -> [String] {
        try Self.kinds.map { try repository.git("rev-parse", "refs/notes/mlops/\($0)^{tree}").check().output }
    }

    @Test func regeneratedNotesAreTheSameBytes() throws {
        let project = try SyncProject()
        for rate in ["0.25", "0.5", "0.75"] { try recorded(project, rate) }
        try project.first.git("commit", "-q", "--amend", "-m", "amended").check()
        try project.first.git("push", "-q").check()
        let before = try trees(project.first)
        for kind in Self.kinds { try project.first.git("update-ref", "-d", "refs/notes/mlops/\(kind)").check() }
        try Files.remove(project.first.path(".git/mlops/index.sqlite"))
        try project.first.run(["git", "-C", project.bare, "update-ref", "-d", "refs/notes/mlops/metrics"]).check()
        try project.first.mlops("sync").check()
        #expect(try trees(project.first) == before)
        // A clone without the remote's notes makes the same ones.
        for kind in Self.kinds {
            try project.first.run(["git", "-C", project.bare, "update-ref", "-d", "refs/notes/mlops/\(kind)"]).check()
        }
        let clone = try project.clone("clone")
        try clone.mlops("sync").check()
        #expect(try trees(clone) == before)
        #expect(try clone.git("fsck", "--strict").code == 0)
        // Gone on both sides, and nothing else is new.
        for kind in Self.kinds {
            for root in ["refs/notes/mlops/\(kind)", "refs/mlops-remote/origin/notes/\(kind)"] {
                try clone.git("update-ref", "-d", root).check()
            }
            try clone.run(["git", "-C", project.bare, "update-ref", "-d", "refs/notes/mlops/\(kind)"]).check()
        }
        try clone.mlops("sync").check()
        #expect(try trees(clone) == before)
    }

    /// Clone that has notes of its own and not the commit `HEAD` of `first`, which is the exact commit of two runs: of
    /// one by what `first` said, of the other by its tree.
    private func behind() throws -> (project: SyncProject, clone: TempRepository, commit: String) {
        let project = try SyncProject()
        try recorded(project, "0.25")
        try project.first.git("push", "-q").check()
        let clone = try project.clone("clone")
        try clone.mlops("sync").check()
        try recorded(project, "0.5")
        try project.record("again", in: project.first)
        try project.first.git("commit", "-q", "--amend", "-m", "amended").check()
        return (project, clone, try project.first.git("rev-parse", "HEAD").output)
    }

    private func metrics(_ commit: String, _ path: String, _ project: SyncProject) throws -> [Substring] {
        try project.first.run(["git", "-C", path, "notes", "--ref", "mlops/metrics", "show", commit]).output
            .split(separator: "\n")
    }

    /// Whether a run's snapshot is the tree of a commit, only who has the commit can tell: nobody else changes its note.
    @Test func theNoteOfACommitThatIsNotHereStays() throws {
        let (project, clone, commit) = try behind()
        try project.first.mlops("sync").check()
        let note = try metrics(commit, project.first.path, project)
        #expect(note.count == 2, "\(note)")
        try clone.mlops("sync").check()
        try clone.mlops("runs", "tag", "again", "seen=yes").check()
        try clone.mlops("sync").check()
        try clone.mlops("log", "verify").check()
        for path in [clone.path, project.bare] { #expect(try metrics(commit, path, project) == note) }
    }

    /// The log came before the commit, and no notes with it.
    @Test func aCommitThatComesLaterGetsItsNote() throws {
        let (project, clone, commit) = try behind()
        try project.first.git("push", "-q", "--no-verify", "origin", "refs/mlops/v1/*:refs/mlops/v1/*").check()
        try clone.mlops("sync").check()
        try project.first.git("push", "-q", "--no-verify", "origin", "main").check()
        try clone.git("fetch", "-q").check()
        try clone.mlops("sync").check()
        #expect(try metrics(commit, clone.path, project).count == 2)
        try clone.mlops("log", "verify").check()
    }

    /// A sweep leaves many runs on one commit; the note stays short.
    @Test func aNoteIsBounded() throws {
        let project = try SyncProject()
        let repository = project.first
        for number in 0..<27 { try project.record("run\(number)", in: repository) }
        try repository.git("notes", "--ref", "mlops/metrics", "append", "-m", "seen by Ada", "HEAD").check()
        try repository.mlops("sync").check()
        try repository.git("commit", "-q", "--amend", "--allow-empty", "-m", "all of them").check()
        let note = try repository.git("notes", "--ref", "mlops/metrics", "show", "HEAD").check().output
        let lines = note.split(separator: "\n")
        #expect(lines.count == 22, "\(note)")
        #expect(lines.prefix(20).allSatisfy { $0.hasPrefix("r-") })
        #expect(lines[20] == "+7 more")
        #expect(lines[21] == "seen by Ada")
        #expect(lines.prefix(20).map(String.init) == lines.prefix(20).map(String.init).sorted())
    }

    /// One fan-out in the whole tree: git cannot merge mixed ones (an assertion of `git notes merge`).
    @Test(arguments: [64, 65]) func theFanOutIsOneThroughout(count: Int) throws {
        let project = try SyncProject()
        let repository = project.first
        // Notes on many commits, by hand, in git's own fan-out; ours comes on top.
        for _ in 0..<(count - 1) {
            let commit = try repository.git("commit-tree", "-m", "\(UInt64.random(in: 0 ... .max))", "HEAD^{tree}")
                .output
            try repository.git("notes", "--ref", "mlops/metrics", "add", "-m", "note", commit).check()
        }
        try recorded(project, "0.5")
        let names = try repository.git("ls-tree", "-r", "--name-only", "refs/notes/mlops/metrics").output.split(
            separator: "\n")
        #expect(names.count == count)
        #expect(Set(names.map { $0.split(separator: "/").count }) == [count <= 64 ? 1 : 2])
        #expect(try repository.git("notes", "--ref", "mlops/metrics", "show", "HEAD").output.contains("exp=r0.5"))
    }

    @Test func gitMergesOurNotes() throws {
        let project = try SyncProject()
        try recorded(project, "0.5")
        try project.first.git("push", "-q").check()
        let clone = try project.clone("clone")
        try clone.mlops("runs", "list").check()
        try clone.git("notes", "--ref", "mlops/metrics", "append", "-m", "seen by Bob", "HEAD").check()
        try recorded(project, "0.75")
        try project.first.git("notes", "--ref", "mlops/metrics", "append", "-m", "seen by Ada", "HEAD~1").check()
        let ours = project.first
        try ours.git("fetch", "-q", clone.path, "refs/notes/mlops/metrics:refs/notes/theirs").check()
        try ours.git("notes", "--ref", "mlops/metrics", "merge", "refs/notes/theirs").check()
        let note = try ours.git("notes", "--ref", "mlops/metrics", "show", "HEAD~1").output
        #expect(note.contains("seen by Ada") && note.contains("seen by Bob"))
        #expect(note.split(separator: "\n").count { $0.hasPrefix("r-") } == 1)
        #expect(try ours.git("fsck", "--strict").code == 0)
    }

    /// Two clones push notes at once: whoever is second renders on top of what is there, and both people's lines stay.
    @Test func aLostRaceForNotesIsRenderedAgain() throws {
        let project = try SyncProject()
        try recorded(project, "0.5")
        try project.first.git("push", "-q").check()
        let clone = try project.clone("clone")
        try clone.mlops("runs", "list").check()
        for (repository, who) in [(clone, "Bob"), (project.first, "Ada")] {
            try repository.git("notes", "--ref", "mlops/metrics", "append", "-m", "seen by \(who)", "HEAD").check()
            try project.record("of \(who)", in: repository)
            try repository.git("commit", "-q", "--allow-empty", "-m", "by \(who)").check()
            try repository.git("push", "-q", "origin", "HEAD:refs/heads/\(who)").check()
        }
        try clone.mlops("sync").check()
        for repository in [clone, project.first] {
            let commit = try repository.git("rev-parse", "HEAD~1").output
            let note = try repository.run(
                ["git", "-C", project.bare, "notes", "--ref", "mlops/metrics", "show", commit]).output
            #expect(note.contains("seen by Ada") && note.contains("seen by Bob"), "\(note)")
        }
        #expect(
            try trees(clone) == Self.kinds.map { try project.tip("refs/notes/mlops/\($0)^{tree}", in: project.bare) })
    }

    @Test func aCherryPickIsDerived() throws {
        let project = try SyncProject()
        try project.first.git("checkout", "-q", "-b", "topic").check()
        try recorded(project, "0.5")
        try project.first.git("checkout", "-q", "main").check()
        try project.first.write("elsewhere", "x")
        try project.first.commit("main goes on")
        func note() throws -> ShellResult {
            try project.first.git("notes", "--ref", "mlops/metrics", "show", "HEAD")
        }
        try project.first.git("cherry-pick", "-x", "topic").check()
        #expect(try note().output.contains(#/^r-[0-9a-f]{8} ~ acc=0\.5 .* derived$/#))
        // Its metrics were measured elsewhere.
        #expect(try project.first.mlops("runs", "list", "--porcelain").output.split(separator: "\n").count == 1)
        try project.first.git("reset", "-q", "--hard", "HEAD~1").check()
        try project.first.git("cherry-pick", "--no-commit", "topic").check()
        try project.first.git("commit", "-q", "-m", "picked without saying so").check()
        #expect(try note().code == 1)
    }
}
