import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Hosts that take only heads and tags: the log in branches, and no branch of ours in a clone.
@Suite struct HostPrefixTests {
    private let project: SyncProject

    init() throws {
        project = try SyncProject()
        let hook =
            "#!/bin/sh\nwhile read old new ref; do case $ref in refs/heads/*|refs/tags/*) ;; *) exit 1;; esac; done\n"
        try Files.write(Array(hook.utf8), to: "\(project.bare)/hooks/pre-receive", mode: 0o755)
        try project.record("one", in: project.first)
    }

    private func push() throws -> ShellResult {
        try project.first.git("commit", "-q", "--allow-empty", "-m", "more").check()
        return try project.first.git("push").check()
    }

    @Test func whatHelpsIsSaidOnce() throws {
        let hint = "hint: git config mlops.refPrefix refs/heads/_mlops"
        let first = try push()
        #expect(first.errors.contains(#/mlops: \d+ ops not pushed: /#))
        #expect(first.errors.contains(hint))
        let second = try push()
        #expect(second.errors.contains(#/mlops: \d+ ops not pushed: /#))
        #expect(!second.errors.contains(hint))
        #expect(try project.first.mlops("sync").errors.contains(hint))
        #expect(try project.tip("main", in: project.bare) == project.tip("main", in: project.first.path))
    }

    @Test func theLogTravelsInBranches() throws {
        try project.first.git("config", "mlops.refPrefix", "refs/heads/_mlops/").check()
        let trace = project.first.directory.path("trace")
        try project.first.run(["git", "commit", "-q", "--amend", "--allow-empty", "-m", "x"]).check()
        let pushed = try project.first.run(["git", "push", "-f"], environment: ["GIT_TRACE": trace]).check()
        #expect(!pushed.errors.contains("mlops:"), "\(pushed)")
        let remote = try project.refs(project.bare)
        #expect(remote.contains("refs/heads/_mlops/v1/runs"))
        #expect(remote.filter { $0.hasPrefix("refs/mlops") || $0.hasPrefix("refs/notes") } == [])
        #expect(try project.first.git("branch", "--format=%(refname)").output == "refs/heads/main")
        #expect(try project.first.mlops("status").output.contains("not pushed") == false)

        // A clone finds it by itself.
        let clone = try project.clone("clone")
        #expect(try project.runs(clone) == ["one"])
        #expect(try clone.git("config", "mlops.refPrefix").output == "refs/heads/_mlops")
        #expect(try clone.mlops("doctor").output.contains("origin: git fetch brings runs"))
        #expect(try clone.git("branch", "--format=%(refname)").output == "refs/heads/main")
        try project.record("two", in: clone)
        try clone.git("config", "push.default", "matching").check()
        try clone.git("commit", "-q", "--allow-empty", "-m", "theirs").check()
        try clone.git("push", "-q").check()
        try project.first.git("fetch", "-q").check()
        #expect(try project.runs(project.first) == ["one", "two"])
        #expect(try clone.mlops("sync").check().errors == "mlops: up to date with 'origin'")
    }

    @Test func notesTravelBesideTheLog() throws {
        let repository = project.first
        try repository.git("config", "mlops.refPrefix", "refs/heads/_mlops").check()
        try repository.mlops("run", "-q", "--name", "two", "-P", "lr=0.5", "--", "sh", "train.sh").check()
        try repository.commit("lr 0.5")
        try repository.git("push", "-q").check()
        #expect(
            try project.refs(project.bare, "refs/heads/_mlops/notes/") == [
                "refs/heads/_mlops/notes/lineage", "refs/heads/_mlops/notes/metrics", "refs/heads/_mlops/notes/params",
            ])
        try repository.git("notes", "--ref", "mlops/metrics", "append", "-m", "seen by Ada", "HEAD").check()
        try repository.mlops("sync").check()
        let clone = try project.clone("clone")
        try clone.mlops("runs", "list").check()
        #expect(try clone.git("log", "-1", "--notes=mlops/metrics").output.contains("seen by Ada"))
    }

    @Test func inboxesAreFoldedThere() throws {
        let job = try project.clone("job", "--depth=1", from: project.address)
        for repository in [job, project.first] {
            try repository.git("config", "mlops.refPrefix", "refs/heads/_mlops").check()
        }
        try project.record("job", in: job)
        try job.mlops("sync", "--inbox").check()
        #expect(try project.refs(project.bare, "refs/heads/_mlops/v1/inbox/").count == 1)
        try project.first.mlops("sync").check()
        #expect(try project.refs(project.bare, "refs/heads/_mlops/v1/").contains("refs/heads/_mlops/v1/runs"))
        #expect(try project.refs(project.bare, "refs/heads/_mlops/v1/inbox/") == [])
        #expect(try project.runsOnServer() == ["one", "job"])
    }

    /// A name that is none is passed over.
    @Test(arguments: ["mlops", "refs/heads/../x", "refs/he*ds", "", "refs//x"]) func wrongPrefixes(_ prefix: String)
        throws
    {
        try Files.remove("\(project.bare)/hooks/pre-receive")
        try project.first.git("config", "mlops.refPrefix", prefix).check()
        try project.first.mlops("sync").check()
        #expect(try project.refs(project.bare, "refs/mlops/") == [SyncProject.trunk])
    }
}
