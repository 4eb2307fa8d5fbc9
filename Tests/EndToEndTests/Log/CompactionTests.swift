import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Compaction and purge with clones that were away: docs/formats/log.md, "Compaction".
@Suite struct CompactionTests {
    /// Clones `a`, `b`, `c` that all know the runs `one`, `two` and `three`.
    private func team(withHooks: Bool = false) throws -> (clones: [TempRepository], bare: String) {
        let first = try TempRepository(name: "a")
        if withHooks { try first.write("mlops.yaml", "stages: {}\n") }
        let bare = try first.addBareRemote()
        try first.write("train.sh", "git mlops log metric acc 0.5 --step 1; git mlops log artifact train.sh\n")
        try first.commit("first")
        try first.git("push", "-q", "-u", "origin", "main").check()
        for name in ["one", "two", "three"] {
            try first.mlops("run", "-q", "--name", name, "-P", "key=\(name)", "--", "sh", "train.sh").check()
        }
        try first.mlops("model", "register", "two", "--name", "net").check()
        try first.mlops("sync").check()
        var clones = [first]
        for name in ["b", "c"] {
            let clone = try first.clone(name, from: bare)
            try clone.mlops("sync").check()
            clones.append(clone)
        }
        return (clones, bare)
    }

    private func view(_ clone: TempRepository) throws -> String {
        try clone.mlops("runs", "list", "--deleted", "--json").check().output
            + clone.mlops("model", "list", "--deleted", "--json").check().output
    }

    private func names(_ clone: TempRepository) throws -> Set<String> {
        let lines = try clone.mlops("runs", "list", "--porcelain").check().output.split(separator: "\n")
        return Set(lines.map { String($0.split(separator: "\t").last!) })
    }

    private func references(_ path: String, _ clone: TempRepository) throws -> Set<String> {
        Set(
            try clone.run(["git", "-C", path, "for-each-ref", "--format=%(refname)", "refs/mlops"]).check().output
                .split(separator: "\n").map(String.init))
    }

    /// Whether any object of the repository holds `text`, reachable or not.
    private func holds(_ text: String, _ path: String, _ clone: TempRepository) throws -> Bool {
        try clone.run([
            "sh", "-c", "git -C \"$1\" cat-file --batch-all-objects --batch | grep -aqF \"$2\"", "sh", path, text,
        ]).code == 0
    }

    private func sync(_ clones: [TempRepository], rounds: Int = 2) throws {
        for _ in 0..<rounds { for clone in clones { try clone.mlops("sync").check() } }
    }

    /// The index of a clone names places in commits that a purge replaced and removed; what is written about those runs
    /// later is folded all the same, and git's commit-graph names nothing that is gone.
    @Test func aPurgeElsewhereLeavesEveryCloneWhole() throws {
        let (clones, _) = try team()
        for clone in clones { try clone.git("gc", "-q").check() }
        try clones[0].mlops("log", "purge", "--yes", "one").check()
        try sync(clones, rounds: 1)
        for name in ["two", "three"] { try clones[2].mlops("runs", "note", name, "later").check() }
        try sync(Array(clones.reversed()))
        for clone in clones {
            #expect(try view(clone) == view(clones[0]))
            #expect(try clone.mlops("runs", "show", "two").check().output.contains("later"))
            try clone.mlops("log", "verify").check()
            let checked = try clone.git("fsck", "--no-dangling").check()
            #expect(!checked.errors.contains("error"), "\(checked)")
        }
    }

    /// A process that removed purged objects was killed: of the old log its head alone is left.
    @Test func aRemovalThatWasCutShortGoesOn() throws {
        let (clones, _) = try team()
        let ada = clones[0]
        let head = try ada.git("rev-parse", "refs/mlops/v1/runs").check().output
        let object = ada.path(".git/objects/\(head.prefix(2))/\(head.dropFirst(2))")
        let bytes = try #require(try Files.readIfPresent(object))
        try ada.mlops("log", "purge", "--yes", "one").check()
        try sync([ada])
        #expect(try ada.git("cat-file", "-e", head).code != 0)
        try Files.makeDirectories(ada.path(".git/objects/\(head.prefix(2))"))
        try Files.write(bytes, to: object)
        try ada.write(".git/mlops/scrub", head + "\n")
        try ada.mlops("runs", "note", "two", "later").check()
        try ada.mlops("log", "purge", "--yes", "three").check()
        try sync([ada])
        #expect(try ada.git("cat-file", "-e", head).code != 0)
        #expect(!Files.exists(ada.path(".git/mlops/scrub")))
    }

    @Test func compactionChangesNoAnswer() throws {
        let (clones, bare) = try team()
        let ada = clones[0]
        let before = try view(ada)
        let points = try ada.mlops("runs", "show", "--metric", "acc", "one").check().output
        try ada.mlops("log", "compact").check()
        #expect(try view(ada) == before)
        #expect(try ada.mlops("runs", "show", "--metric", "acc", "one").check().output == points)
        try Files.remove(ada.path(".git/mlops/index.sqlite"))
        #expect(try view(ada) == before)
        #expect(try references(ada.path, ada) == ["refs/mlops/v1/g1/runs", "refs/mlops/v1/g1/registry"])
        #expect(try ada.git("rev-list", "--count", "refs/mlops/v1/g1/runs").output == "1")
        // The one root keeps alive what ops name: after everything else is gone, nothing is missing.
        try sync(clones)
        #expect(try ada.mlops("log", "compact", "--prune-old").check().errors.contains("deleted"))
        #expect(try references(bare, ada) == ["refs/mlops/v1/g2/runs", "refs/mlops/v1/g2/registry"])
        try ada.git("reflog", "expire", "--expire=now", "--all").check()
        try ada.git("gc", "-q", "--prune=now").check()
        try ada.git("fsck", "--strict", "--no-dangling").check()
        #expect(try view(ada) == before)
        #expect(try ada.mlops("runs", "show", "--metric", "acc", "one").check().output == points)
        let fresh = try ada.clone("fresh", from: bare)
        try fresh.mlops("sync").check()
        #expect(try view(fresh) == before)
        #expect(try ada.run(["git", "-C", bare, "fsck", "--strict"]).code == 0)
    }

    @Test func aCloneThatWasAwayLosesNothing() throws {
        let (clones, bare) = try team()
        let (ada, ben, cat) = (clones[0], clones[1], clones[2])
        try ben.mlops("run", "-q", "--name", "away", "--", "sh", "train.sh").check()
        try ben.mlops("runs", "tag", "one", "by=ben").check()
        try ada.mlops("log", "compact").check()
        try ada.mlops("sync").check()
        // An older program still pushes to the name of before.
        try cat.mlops("run", "-q", "--name", "old", "--", "sh", "train.sh").check()
        try cat.git("push", "-q", "origin", "refs/mlops/v1/runs").check()
        try sync([ben, cat, ada, ben, cat])
        let views = try clones.map(view)
        #expect(views[0] == views[1] && views[1] == views[2])
        #expect(try names(ada) == ["one", "two", "three", "away", "old"])
        #expect(views[0].contains("\"by\":\"ben\""))
        // Nobody brought the old history back.
        #expect(
            try ada.git("rev-list", "--max-parents=0", "refs/mlops/v1/g1/runs").output.split(separator: "\n").count == 1
        )
        #expect(try references(bare, ada).isSuperset(of: ["refs/mlops/v1/runs", "refs/mlops/v1/g1/runs"]))
        try ada.mlops("log", "compact", "--prune-old").check()
        try cat.mlops("run", "-q", "--name", "later", "--", "true").check()
        try sync(clones)
        #expect(try clones.map(names).allSatisfy { $0 == ["one", "two", "three", "away", "old", "later"] })
    }

    @Test func awayForTwoGenerationsWhoseFirstIsGone() throws {
        let (clones, bare) = try team()
        let (ada, ben) = (clones[0], clones[1])
        try ben.mlops("run", "-q", "--name", "away", "--", "sh", "train.sh").check()
        try ben.mlops("model", "describe", "net", "by ben").check()
        for _ in 0..<2 {
            try ada.mlops("run", "-q", "--name", "more", "--", "true").check()
            try ada.mlops("log", "compact", "--prune-old").check()
            try ada.mlops("sync").check()
        }
        #expect(try references(bare, ada) == ["refs/mlops/v1/g2/runs", "refs/mlops/v1/g2/registry"])
        try sync([ben, ada, clones[2]])
        let views = try clones.map(view)
        #expect(views[0] == views[1] && views[1] == views[2])
        #expect(try names(ada) == ["one", "two", "three", "away", "more"])
        #expect(try ada.mlops("runs", "show", "--metric", "acc", "away").check().output.contains("0.5"))
        #expect(views[0].contains("by ben"))
        // Only what was missing came over.
        let count = try ada.git("rev-list", "--count", "refs/mlops/v1/g2/runs").output
        #expect(Int(count).map { $0 <= 3 } ?? false)
    }

    @Test func twoThatCompactAtOnceAgree() throws {
        let (clones, _) = try team()
        try clones[0].mlops("run", "-q", "--name", "hers", "--", "true").check()
        try clones[1].mlops("run", "-q", "--name", "his", "--", "true").check()
        for clone in clones { try clone.mlops("log", "compact").check() }
        try sync(clones)
        let views = try clones.map(view)
        #expect(views[0] == views[1] && views[1] == views[2])
        #expect(try names(clones[2]) == ["one", "two", "three", "hers", "his"])
    }

    @Test func whatIsPurgedIsGoneEverywhereAndCannotComeBack() throws {
        let (clones, bare) = try team()
        let (ada, ben, cat) = (clones[0], clones[1], clones[2])
        let secret = "hunter2-correct-horse"
        try ben.mlops("run", "-q", "--name", "leak", "-P", "token=\(secret)", "--", "sh", "train.sh").check()
        try sync([ben, ada, cat])
        try cat.mlops("runs", "tag", "leak", "also=\(secret)").check()
        try cat.mlops("run", "-q", "--name", "mine", "--", "true").check()
        #expect(try ada.mlops("log", "purge", "leak").code == 1)
        #expect(try names(ada).contains("leak"))
        try ada.mlops("log", "purge", "--yes", "leak").check()
        #expect(try names(ada) == ["one", "two", "three"])
        try sync([ada, ben, cat, ada])
        for clone in clones {
            #expect(try names(clone) == ["one", "two", "three", "mine"])
            #expect(!(try clone.mlops("runs", "list", "--deleted", "--json").check().output.contains("leak")))
        }
        try sync(clones)
        for clone in clones { #expect(!(try holds(secret, clone.path, clone)), "\(clone.path)") }
        #expect(!(try references(bare, ada).contains("refs/mlops/v1/runs")))
        // The host keeps unreachable objects until its own collection.
        #expect(try holds(secret, bare, ada))
        try ada.run(["git", "-C", bare, "gc", "-q", "--prune=now"]).check()
        #expect(!(try holds(secret, bare, ada)))
    }

    /// Notes show parameters: they begin anew, and what a person wrote stays.
    @Test func notesForgetWhatWasPurged() throws {
        let (clones, bare) = try team(withHooks: true)
        let (ada, ben) = (clones[0], clones[1])
        let secret = "hunter3-wrong-horse"
        try ada.mlops(
            "run", "-q", "--name", "leak", "--", "sh", "-c", "git mlops log param token \(secret); echo 1 >out.txt"
        ).check()
        let head = try ada.commit("with a leak")
        try ada.mlops("run", "-q", "--name", "fine", "--", "sh", "-c", "echo 2 >out.txt").check()
        let next = try ada.commit("without")
        try ada.git("notes", "--ref=mlops/params", "append", "-m", "checked by Ada", head).check()
        #expect(try ada.git("log", "-1", "--notes=mlops/params", head).output.contains(secret))
        try ada.git("push", "-q").check()
        try sync([ada, ben])
        #expect(try holds(secret, ben.path, ben))
        try ada.mlops("log", "purge", "--yes", "leak").check()
        #expect(!(try ada.git("log", "-1", "--notes=mlops/params", head).output.contains(secret)))
        try sync(clones)
        for clone in clones { #expect(!(try holds(secret, clone.path, clone)), "\(clone.path)") }
        try ben.git("fetch", "-q").check()
        #expect(try ben.git("log", "-1", "--notes=mlops/params", head).output.contains("checked by Ada"))
        #expect(try ben.git("log", "-1", "--notes=mlops/metrics", next).output.contains("exp=fine"))
        try ada.run(["git", "-C", bare, "gc", "-q", "--prune=now"]).check()
        #expect(!(try holds(secret, bare, ada)))
    }

    /// A clone that never learnt of the purge, and a program that pushes by itself.
    @Test func anOldCloneCannotResurrect() throws {
        let (clones, bare) = try team()
        let (ada, ben, cat) = (clones[0], clones[1], clones[2])
        try ada.mlops("log", "purge", "--yes", "two").check()
        try sync([ada, ben])
        try cat.git("push", "-q", "origin", "refs/mlops/v1/runs").check()
        #expect(try references(bare, ada).contains("refs/mlops/v1/runs"))
        let fresh = try ada.clone("fresh", from: bare)
        try fresh.mlops("sync").check()
        try sync([cat, ben, ada])
        for clone in clones + [fresh] { #expect(try names(clone) == ["one", "three"]) }
        #expect(!(try references(bare, ada).contains("refs/mlops/v1/runs")))
        // What it wrote to the run afterwards is hidden, too.
        #expect(try cat.mlops("runs", "tag", "two", "a=b").code == 128)
    }

    @Test func aSingleOpCanBePurged() throws {
        let (clones, _) = try team()
        let ada = clones[0]
        try ada.mlops("runs", "note", "one", "password swordfish").check()
        let line = try ada.run(["sh", "-c", "git cat-file blob refs/mlops/v1/runs:ops"]).check().output
        let op = try #require(JSONValue.parse(Array(line.utf8))["id"]?.stringValue)
        try ada.mlops("sync").check()
        try clones[1].mlops("sync").check()
        try ada.mlops("log", "purge", "--yes", op).check()
        try sync(clones)
        for clone in clones.prefix(2) {
            #expect(!(try view(clone).contains("swordfish")))
            #expect(!(try holds("swordfish", clone.path, clone)))
        }
        #expect(try names(ada) == ["one", "two", "three"])
    }

    @Test func aDeletedRunSurvivesCompaction() throws {
        let (clones, _) = try team()
        try clones[0].mlops("runs", "rm", "two").check()
        let id = try JSONValue.parse(
            Array(try clones[0].mlops("runs", "list", "--deleted", "--json").check().output.utf8))["runs"]!
            .arrayValue!.first { $0["name"] == "two" }!["id"]!.stringValue!
        try clones[0].mlops("log", "compact").check()
        try sync(clones)
        #expect(try names(clones[1]) == ["one", "three"])
        try clones[1].mlops("runs", "restore", id).check()
        try sync(clones)
        #expect(try names(clones[0]) == ["one", "two", "three"])
        #expect(try clones[0].mlops("runs", "show", "--metric", "acc", id).check().output.contains("0.5"))
    }

    @Test func aShallowCloneDoesNotCompact() throws {
        let (clones, bare) = try team()
        let shallow = try clones[0].clone("shallow", from: "file://\(bare)", options: ["--depth", "1"])
        for _ in 0..<2 { try clones[0].commit("more") }
        let result = try shallow.mlops("log", "compact")
        #expect(result.code == 0 || result.errors.contains("shallow"))
    }

    /// Two purge at once, so that each has what the other removed; removing it again is for a clone that has every op.
    @Test func aShallowCloneSyncsWhatOthersPurged() throws {
        let (clones, bare) = try team()
        let shallow = try clones[0].clone("shallow", from: "file://\(bare)", options: ["--depth", "1"])
        try shallow.mlops("sync").check()
        for (clone, run) in zip(clones, ["one", "two"]) {
            try clone.mlops("log", "purge", "--yes", run).check()
            try shallow.git("fetch", "-q", clone.path, "+refs/mlops/v1/*:refs/mlops-remote/\(run)/v1/*").check()
        }
        try shallow.mlops("sync").check()
        #expect(try names(shallow) == ["three"])
    }
}
