import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Invariant: the user's push does what it did without us, whatever becomes of the log. TravelTests holds the rest:
/// push.default, hidden refs, a pre-receive hook that refuses, a remote that is gone.
@Suite struct PushTransparencyTests {
    private func recorded() throws -> SyncProject {
        let project = try SyncProject()
        try project.record("one", in: project.first)
        try project.first.git("commit", "-q", "--allow-empty", "-m", "more").check()
        return project
    }

    /// As a host that takes branches and tags, and none of our own.
    static func refuseOurRefs(_ project: SyncProject, also pattern: String = "refs/nothing/*") throws {
        let hook =
            "#!/bin/sh\nwhile read old new ref; do case $ref in refs/mlops/*|refs/notes/*|\(pattern)) exit 1;; esac; done\n"
        try Files.write(Array(hook.utf8), to: "\(project.bare)/hooks/pre-receive", mode: 0o755)
    }

    @Test(arguments: [
        ["push", "-u", "origin", "HEAD:refs/heads/topic"], ["push", "--all"], ["push", "--tags"],
        ["push", "origin", "--delete", "old"], ["push", "--follow-tags", "origin", "main"],
        ["push", "--force-with-lease", "origin", "main"], ["push", "--porcelain", "origin", "main"],
        ["push", "--atomic", "origin", "main", "refs/tags/v1"], ["push", "--no-verify"],
    ]) func otherPushes(_ command: [String]) throws {
        let project = try recorded()
        try project.first.git("tag", "-a", "-m", "one", "v1").check()
        try project.first.git("push", "-q", "--no-verify", "origin", "HEAD~1:refs/heads/old").check()
        let plain = project.first.directory.path("plain.git")
        let without = TempRepository(sharing: project.first, path: project.first.directory.path("without"))
        try project.first.run(["cp", "-r", project.bare, plain]).check()
        try project.first.run(["cp", "-r", project.first.path, without.path]).check()
        try without.git("remote", "set-url", "origin", plain).check()
        let ours = try project.first.run(["git"] + command)
        let theirs = try without.run(["git"] + command + ["--no-verify"])
        #expect(ours.code == theirs.code)
        #expect(
            ours.output.replacing(project.bare, with: "") == theirs.output.replacing(plain, with: ""))
        func visible(_ path: String) throws -> [String] {
            try project.first.run(["git", "-C", path, "for-each-ref", "refs/heads", "refs/tags"]).output
                .split(separator: "\n").map(String.init)
        }
        #expect(try visible(project.bare) == visible(plain))
        #expect(try project.refs(project.first.path, "refs/remotes/") == project.refs(without.path, "refs/remotes/"))
        #expect(try project.refs(plain, "refs/mlops") == [])
    }

    /// The user's own push sends the log: nothing else sends it first, which would make the remote refuse the user's.
    @Test func aMirrorPushSendsTheLogItself() throws {
        let project = try recorded()
        let second = try project.first.addBareRemote("second")
        try project.first.git("push", "-q", "--mirror", "second").check()
        #expect(try project.runsOnServer(second) == ["one"])
        try project.record("two", in: project.first)
        try project.first.git("push", "-q", "--mirror", "second").check()
        #expect(try project.runsOnServer(second) == ["one", "two"])
    }

    /// The user's configuration of pushes is not that of ours.
    @Test func configuredPushesDoNotLeakIntoOurs() throws {
        let project = try recorded()
        for (key, value) in [
            ("push.followTags", "true"), ("push.gpgSign", "if-asked"), ("push.recurseSubmodules", "check"),
            ("push.pushOption", "ci.skip"), ("fetch.prune", "true"), ("fetch.pruneTags", "true"),
            ("remote.origin.tagOpt", "--tags"),
        ] { try project.first.git("config", key, value).check() }
        try project.first.git("tag", "-a", "-m", "local", "local").check()
        let result = try project.first.mlops("sync").check()
        #expect(result.errors.hasPrefix("mlops: pushed "))
        #expect(try project.refs(project.bare, "refs/tags") == [])
        #expect(try project.refs(project.first.path, "refs/tags") == ["refs/tags/local"])
        #expect(try project.runsOnServer() == ["one"])
    }

    /// The hook starts pushes; these start no hook, whoever put it there.
    @Test(.disabled(if: TestGit.takesHooksFromConfiguration, "the script that counts is in the hooks folder"))
    func theHookDoesNotStartItself() throws {
        let project = try recorded()
        let hook = project.first.path(".git/hooks/pre-push")
        let script = String(decoding: try Files.read(hook), as: UTF8.self)
        let counted = script.replacing(
            "exec git mlops", with: "echo x >> '\(project.first.path)/count'\nexec git mlops")
        #expect(counted != script)
        try Files.write(Array(counted.utf8), to: hook, mode: 0o755)
        try project.first.git("push", "-q").check()
        #expect(try project.first.read("count") == "x\n")
        let inside = try project.first.run(
            ["git", "mlops", "hook", "pre-push", "origin", project.bare], input: "",
            environment: ["GIT_MLOPS_IN_SYNC": "1"])
        #expect(inside.code == 0)
        #expect(inside.errors.isEmpty)
    }

    /// A remote that never answers for the log: after ten seconds the user's push goes on.
    @Test func aRemoteThatHangsIsGivenUp() throws {
        let project = try recorded()
        let ssh = project.first.path("ssh")
        try project.first.write(
            "ssh", "#!/bin/sh\n[ -n \"$GIT_MLOPS_IN_SYNC\" ] && exec sleep 30\nshift\nexec sh -c \"$*\"\n", mode: 0o755)
        try project.first.git("remote", "set-url", "origin", "ssh://host\(project.bare)").check()
        let push = try project.first.run(
            ["git", "push", "-q"], environment: ["GIT_SSH_COMMAND": ssh, "GIT_SSH_VARIANT": "simple"])
        #expect(push.code == 0, "\(push)")
        #expect(push.errors.contains(#/mlops: \d+ ops not pushed: 'origin' took too long/#), "\(push)")
        #expect(
            try project.tip("main", in: project.bare) == project.first.git("rev-parse", "HEAD").output)
    }

    @Test func strictFailsWhenTheLogIsLeftBehind() throws {
        let project = try recorded()
        try Self.refuseOurRefs(project)
        try project.first.git("config", "mlops.push", "strict").check()
        let strict = try project.first.git("push")
        #expect(strict.code == 1)
        #expect(strict.errors.contains(#/mlops: \d+ ops not pushed: /#))
        #expect(strict.errors.contains("mlops.push is strict"))
        #expect(try project.first.git("push", "--dry-run").code == 0)
        try Files.remove("\(project.bare)/hooks/pre-receive")
        try project.first.git("push", "-q").check()
        #expect(try project.runsOnServer() == ["one"])
        // Nothing left to send is no failure, even where our refs are refused.
        try Self.refuseOurRefs(project)
        try project.first.git("tag", "v1").check()
        try project.first.git("push", "-q", "origin", "v1").check()
    }

    @Test func offSendsNothing() throws {
        let project = try recorded()
        try project.first.git("config", "mlops.push", "off").check()
        try project.first.git("push", "-q").check()
        #expect(try project.refs(project.bare, "refs/mlops") == [])
        #expect(try project.first.mlops("status").output.contains(#/\d+ ops of the log not pushed to origin/#))
    }

    /// One push for everything: hosts count them.
    @Test func oneSyncIsOnePush() throws {
        let project = try recorded()
        try project.first.mlops("model", "register", "--name", "fraud", "mlops.yaml").check()
        try project.first.git("commit", "-q", "--allow-empty", "--amend", "-m", "x").check()
        let trace = project.first.directory.path("trace")
        try project.first.run(["git", "mlops", "sync"], environment: ["GIT_TRACE": trace]).check()
        let commands = String(decoding: try Files.read(trace), as: UTF8.self).split(separator: "\n")
        #expect(commands.count { $0.contains("built-in: git push") } == 1)
        #expect(commands.count { $0.contains("built-in: git fetch") } == 1)
        #expect(try project.refs(project.bare, "refs/mlops").count == 2)
        #expect(try project.refs(project.bare, "refs/notes").count == 3)
    }
}
