import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The history travels with plain git: docs/formats/log.md, "Sync".
@Suite struct TravelTests {
    private func published() throws -> (repository: TempRepository, bare: String) {
        let repository = try RunTests.repository()
        let bare = try repository.addBareRemote()
        try repository.git("push", "-q", "-u", "origin", "main").check()
        try repository.mlops("run", "-q", "--name", "one", "-P", "lr=0.5", "--", "sh", "train.sh").check()
        try repository.commit("lr 0.5")
        return (repository, bare)
    }

    private func refs(_ path: String, _ repository: TempRepository) throws -> [String] {
        try repository.run(["git", "-C", path, "for-each-ref", "--format=%(refname)"]).output.split(separator: "\n")
            .map(String.init)
    }

    private func runs(_ repository: TempRepository) throws -> Set<String> {
        let lines = try repository.mlops("runs", "list", "--porcelain").check().output.split(separator: "\n")
        return Set(lines.map { String($0.split(separator: "\t").last!) })
    }

    @Test func plainPushAndPlainCloneCarryEverything() throws {
        let (repository, bare) = try published()
        try repository.git("push", "-q").check()
        let remote = try refs(bare, repository)
        for name in [
            "refs/heads/main", "refs/mlops/v1/runs", "refs/notes/mlops/metrics", "refs/notes/mlops/params",
            "refs/notes/mlops/lineage",
        ] {
            #expect(remote.contains(name))
        }
        let clone = try repository.clone("elsewhere", from: bare)
        #expect(try runs(clone) == ["one"])
        #expect(try clone.git("log", "-1", "--notes=mlops/metrics").output.contains("acc=0.5"))
        let here = try repository.mlops("diff-metrics", "--json", "HEAD~1").check().output
        #expect(try clone.mlops("diff-metrics", "--json", "HEAD~1").check().output == here)
        #expect(here.contains("acc"))
    }

    @Test func twoClonesThatBothRecordAreUnited() throws {
        let (repository, bare) = try published()
        try repository.git("push", "-q").check()
        let other = try repository.clone("other", from: bare)
        try other.mlops("run", "-q", "--name", "theirs", "-P", "lr=0.25", "--", "sh", "train.sh").check()
        try other.git("checkout", "-q", "-b", "topic").check()
        try other.commit("lr 0.25")
        try repository.mlops("run", "-q", "--name", "ours", "-P", "lr=0.75", "--", "sh", "train.sh").check()
        try repository.commit("lr 0.75")
        try repository.git("push", "-q").check()
        try other.git("push", "-q", "-u", "origin", "topic").check()
        try repository.git("fetch", "-q").check()
        #expect(try runs(repository) == ["one", "ours", "theirs"])
        #expect(try runs(other) == ["one", "ours", "theirs"])
        #expect(try refs(bare, repository).filter { $0.contains("inbox") }.isEmpty)
        let third = try repository.clone("third", from: bare)
        #expect(try runs(third) == ["one", "ours", "theirs"])
    }

    @Test(arguments: ["simple", "current", "upstream", "matching", "nothing"])
    func pushMeansWhatItMeantWithoutUs(pushDefault: String) throws {
        let (with, bare) = try published()
        let without = try with.clone("without", from: with.path)
        let bareWithout = with.directory.path("without.git")
        try with.run(["git", "clone", "-q", "--bare", bare, bareWithout]).check()
        try without.git("remote", "set-url", "origin", bareWithout).check()
        try without.git("fetch", "-q").check()
        try without.git("branch", "-q", "--set-upstream-to", "origin/main").check()
        for repository in [with, without] { try repository.git("config", "push.default", pushDefault).check() }
        let ours = try with.git("push")
        let theirs = try without.run(["git", "push", "--no-verify"])
        #expect(ours.code == theirs.code)
        let branches = try refs(bare, with).filter { $0.hasPrefix("refs/heads/") || $0.hasPrefix("refs/tags/") }
        #expect(branches == (try refs(bareWithout, with)))
        #expect(try with.git("status", "-sb").output == without.git("status", "-sb").output)
        let tip = try with.run(["git", "-C", bare, "rev-parse", "main"]).output
        #expect(tip == (try with.run(["git", "-C", bareWithout, "rev-parse", "main"]).output))
    }

    @Test func dryRunSendsNothing() throws {
        let (repository, bare) = try published()
        try repository.git("push", "--dry-run").check()
        #expect(try refs(bare, repository) == ["refs/heads/main"])
        try repository.git("push", "-n", "origin", "main").check()
        #expect(try refs(bare, repository) == ["refs/heads/main"])
    }

    @Test func aRemoteThatRefusesTheLogTakesTheBranch() throws {
        let (repository, bare) = try published()
        let hook =
            "#!/bin/sh\nwhile read old new ref; do case $ref in refs/mlops/*|refs/notes/*) echo no mlops here; exit 1;; esac; done\n"
        try Files.write(Array(hook.utf8), to: "\(bare)/hooks/pre-receive", mode: 0o755)
        let result = try repository.git("push")
        #expect(result.code == 0)
        #expect(result.errors.contains("ops not pushed"))
        #expect(try refs(bare, repository) == ["refs/heads/main"])
        #expect(
            try repository.run(["git", "-C", bare, "rev-parse", "main"]).output
                == repository.git("rev-parse", "HEAD").output)
        #expect(try runs(repository) == ["one"])
    }

    @Test func hiddenRefsAreNoObstacle() throws {
        let (repository, bare) = try published()
        try repository.run(["git", "-C", bare, "config", "transfer.hideRefs", "refs/mlops"]).check()
        #expect(try repository.git("push", "-q").code == 0)
        #expect(
            try repository.run(["git", "-C", bare, "rev-parse", "main"]).output
                == repository.git("rev-parse", "HEAD").output)
    }

    @Test func anOfflineRemoteFailsAsItDoesWithoutUs() throws {
        let (repository, bare) = try published()
        try Files.rename(bare, to: bare + ".gone")
        let ours = try repository.git("push")
        let plain = try repository.git("push", "--no-verify")
        #expect(ours.code == plain.code)
        #expect(ours.code != 0)
        try Files.rename(bare + ".gone", to: bare)
        try repository.git("push", "-q").check()
        #expect(try refs(bare, repository).contains("refs/mlops/v1/runs"))
    }

    @Test func pruningCannotDropWhatWasFetched() throws {
        let (repository, bare) = try published()
        try repository.git("push", "-q").check()
        let clone = try repository.clone("elsewhere", from: bare)
        #expect(try runs(clone) == ["one"])
        try repository.run(["git", "-C", bare, "update-ref", "-d", "refs/mlops/v1/runs"]).check()
        try clone.git("fetch", "-q", "--prune").check()
        #expect(try runs(clone) == ["one"])
        try clone.git("commit", "-q", "--allow-empty", "-m", "more").check()
        try clone.mlops("run", "-q", "--name", "two", "--", "true").check()
        try clone.git("push", "-q").check()
        #expect(try refs(bare, repository).contains("refs/mlops/v1/runs"))
    }

    @Test func syncWithoutPushing() throws {
        let (repository, bare) = try published()
        #expect(try repository.mlops("sync").check().errors.contains("pushed"))
        let clone = try repository.clone("elsewhere", from: bare)
        #expect(try runs(clone) == ["one"])
        #expect(try repository.mlops("sync").check().errors.hasSuffix("mlops: up to date with 'origin'"))
        #expect(try repository.mlops("sync", "nowhere").code == 128)
    }
}
