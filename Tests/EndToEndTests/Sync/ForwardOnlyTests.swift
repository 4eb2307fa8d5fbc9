import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Invariant: nothing that plain git does moves a local trunk backwards or drops an op that is not pushed.
@Suite struct ForwardOnlyTests {
    private func cloned() throws -> (project: SyncProject, clone: TempRepository) {
        let project = try SyncProject()
        try project.record("one", in: project.first)
        try project.first.git("push", "-q").check()
        let clone = try project.clone("clone")
        #expect(try project.runs(clone) == ["one"])
        try project.record("mine", in: clone)
        return (project, clone)
    }

    @Test(arguments: [
        ["fetch"], ["fetch", "--prune"], ["fetch", "--all", "--prune", "--force"], ["pull"], ["pull", "--rebase"],
        ["remote", "update", "--prune"], ["remote", "prune", "origin"], ["mlops", "sync"], ["fetch", "--depth", "1"],
    ]) func nothingMovesTheTrunkBack(_ command: [String]) throws {
        let (project, clone) = try cloned()
        let trunk = try project.tip(SyncProject.trunk, in: clone.path)
        try project.record("theirs", in: project.first)
        try project.first.git("push", "-q").check()
        try clone.run(["git"] + command).check()
        let after = try project.tip(SyncProject.trunk, in: clone.path)
        #expect(try project.isAncestor(trunk, of: after, in: clone.path))
        #expect(try project.runs(clone).isSuperset(of: ["one", "mine"]))
        try clone.mlops("sync").check()
        #expect(try project.runs(clone) == ["one", "mine", "theirs"])
        #expect(try project.runsOnServer() == ["one", "mine", "theirs"])
    }

    /// The remote was restored from an old backup, or lost the log altogether.
    @Test(arguments: [true, false]) func aRemoteThatWentBackIsSeededAgain(wiped: Bool) throws {
        let (project, clone) = try cloned()
        let old = try project.tip(SyncProject.trunk, in: project.bare)
        try clone.mlops("sync").check()
        try project.first.run(
            wiped
                ? ["git", "-C", project.bare, "update-ref", "-d", SyncProject.trunk]
                : ["git", "-C", project.bare, "update-ref", SyncProject.trunk, old]
        ).check()
        try clone.git("fetch", "-q", "--prune").check()
        #expect(try project.runs(clone) == ["one", "mine"])
        try clone.git("commit", "-q", "--allow-empty", "-m", "goes on").check()
        try clone.git("push", "-q").check()
        #expect(try project.runsOnServer() == ["one", "mine"])
        // Another clone, which had only the old state, loses nothing and learns the rest.
        try project.record("late", in: project.first)
        try project.first.mlops("sync").check()
        #expect(try project.runs(project.first) == ["one", "mine", "late"])
    }

    /// Somebody put something else in place of the remote's trunk. It is left alone, never merged, and nobody is stopped.
    @Test(arguments: ["tag -a -m x x main && git rev-parse x", "rev-parse main^{tree}", "hash-object -w --stdin"])
    func aRemoteThatHasNoCommitThere(_ make: String) throws {
        let (project, clone) = try cloned()
        let script = "cd \"$1\" && git update-ref \(SyncProject.trunk) $(git \(make) </dev/null)"
        try clone.run(["sh", "-c", script, "sh", project.bare]).check()
        #expect(try clone.mlops("sync").check().errors.contains("to this clone's inbox"))
        #expect(try project.runs(clone) == ["one", "mine"])
        let verified = try clone.mlops("log", "verify").output
        #expect(verified.contains("which is no commit") && !verified.contains("backwards"), "\(verified)")
        try clone.git("fsck", "--strict", "--no-dangling").check()
        let another = try project.clone("another")
        try another.mlops("sync").check()
        #expect(try project.runs(another) == ["one", "mine"])
    }

    /// A mirror's own fetch writes every ref by force, ours too.
    @Test func aMirrorKeepsWhatItRecorded() throws {
        let project = try SyncProject()
        try project.record("one", in: project.first)
        try project.first.git("push", "-q").check()
        let mirror = try project.clone("mirror.git", "--mirror")
        #expect(try project.runs(mirror) == ["one"])
        try mirror.mlops("log", "tag", "--run", "one", "seen=in the mirror").check()
        let tip = try project.tip(SyncProject.trunk, in: mirror.path)
        for prune in [[], ["--prune"]] {
            try mirror.run(["git", "fetch", "-q"] + prune + ["origin"]).check()
            #expect(try project.tip(SyncProject.trunk, in: mirror.path) != tip)
            #expect(try mirror.mlops("runs", "show", "one").check().output.contains("in the mirror"))
        }
        try mirror.mlops("sync").check()
        try project.first.git("fetch", "-q").check()
        #expect(try project.first.mlops("runs", "show", "one").output.contains("in the mirror"))
    }

    @Test func aTrunkThatAHandDeletedComesBack() throws {
        let (project, clone) = try cloned()
        try clone.git("update-ref", "-d", SyncProject.trunk).check()
        let result = try clone.mlops("runs", "list", "--porcelain").check()
        #expect(result.output.contains("mine"))
        #expect(result.errors.contains("had lost ops; they are back"))
        try clone.mlops("sync").check()
        #expect(try project.runsOnServer() == ["one", "mine"])
    }

    /// Two remotes that never saw each other, and one clone between them.
    @Test func twoRemotesAreUnited() throws {
        let project = try SyncProject()
        let second = try project.first.addBareRemote("second")
        try project.record("one", in: project.first)
        try project.first.git("push", "-q").check()
        try project.first.git("push", "-q", "second", "main").check()
        let left = try project.clone("left")
        let right = try project.clone("right", from: second)
        try project.record("left", in: left)
        try left.mlops("sync").check()
        try project.record("right", in: right)
        try right.mlops("sync").check()
        #expect(try project.runsOnServer() == ["one", "left"])
        #expect(try project.runsOnServer(second) == ["one", "right"])
        for remote in ["origin", "second", "origin"] { try project.first.mlops("sync", remote).check() }
        #expect(try project.runsOnServer() == ["one", "left", "right"])
        #expect(try project.runsOnServer(second) == ["one", "left", "right"])
        let trunks = try [project.bare, second].map { try project.tip(SyncProject.trunk, in: $0) }
        #expect(trunks[0] == trunks[1])
    }

    /// The reflog has the merge of before, which the trunk does not come from; what it joined is all there.
    @Test func aMergeThatWasMadeAnewIsNoStepBackwards() throws {
        let (project, clone) = try cloned()
        for name in ["a", "b"] {
            try project.record(name, in: project.first)
            try project.first.git("push", "-q").check()
            try clone.git("fetch", "-q").check()
            #expect(try project.runs(clone).contains(name))
        }
        let before = try clone.git("rev-parse", "\(SyncProject.trunk)@{1}").check().output
        #expect(try !project.isAncestor(before, of: SyncProject.trunk, in: clone.path))
        try clone.mlops("log", "verify").check()
    }

    /// A lost race leaves one merge, not one for each try.
    @Test func ownMergesThatWereNotPushedAreMadeAnew() throws {
        let (project, clone) = try cloned()
        for name in ["a", "b", "c"] {
            try project.record(name, in: project.first)
            try project.first.git("push", "-q").check()
            try clone.git("fetch", "-q").check()
            #expect(try project.runs(clone).contains(name))
        }
        let merges = try clone.git("rev-list", "--count", "--merges", SyncProject.trunk).output
        #expect(merges == "1")
        try clone.mlops("sync").check()
        #expect(try project.runsOnServer() == ["one", "mine", "a", "b", "c"])
    }
}
