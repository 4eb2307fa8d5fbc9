import MLOpsCore
import MLOpsTestSupport
import Testing

@Suite struct LineageTests {
    private static let chain: Set<String> = [
        "model.bin made train", "train used clean.csv", "train used train.sh", "clean.csv made clean",
        "clean used raw.csv", "clean used clean.sh",
    ]

    @Test func aPromotedVersionSaysWhatMadeIt() throws {
        let project = try LineageProject()
        let repository = project.repository
        let lineage = try LineageProject.lineage(repository, "fraud@Production")
        #expect(lineage.links.isSuperset(of: Self.chain.union(["fraud@v1 holds model.bin"])))
        #expect(lineage.missing.isEmpty)
        let raw = try #require(lineage.node("raw.csv"))
        #expect(raw["commit"]?.stringValue == project.first)
        #expect(raw["sha256"]?.stringValue?.utf8.count == 64)
        #expect(lineage.node("train")?["params"]?["params.yaml"]?["lr"] == 0.1)
        let run = try #require(lineage.nodes("run").first)
        #expect(run["base"]?.stringValue == project.first && run["snapshot"]?.stringValue?.utf8.count == 40)

        for target in ["model.bin", "HEAD:model.bin", "fraud@v1"] {
            #expect(try LineageProject.lineage(repository, target).links.isSuperset(of: Self.chain), "\(target)")
        }
        let commit = try LineageProject.lineage(repository, "HEAD")
        #expect(commit.links.isSuperset(of: Self.chain))
        let text = try repository.mlops("lineage", "fraud@v1").check().output
        #expect(text.contains("└─ model.bin  ") && text.contains("<- stage train of r-\(project.run.prefix(8))"))
        #expect(text.contains("├─ with lr=0.1") && text.contains("commit \(project.first.prefix(12))"))
    }

    @Test func dataSaysWhatWasMadeFromIt() throws {
        let project = try LineageProject()
        let lineage = try LineageProject.lineage(project.repository, "raw.csv", "--down")
        let down: Set<String> = [
            "clean used raw.csv", "clean.csv made clean", "train used clean.csv", "model.bin made train",
            "fraud@v1 holds model.bin",
        ]
        #expect(lineage.links.isSuperset(of: down))
        #expect(lineage.node("fraud@v1")?["stages"] == ["Production"])
        #expect(!lineage.links.contains("train used train.sh"))
        let commit = try LineageProject.lineage(project.repository, project.first, "--down")
        #expect(commit.links.isSuperset(of: down.subtracting(["clean used raw.csv"])))
    }

    /// A clone that knows neither the branch nor the commits on which the run began: they were squashed, and the branch
    /// was deleted on the remote.
    @Test func aFreshCloneAnswersAfterASquash() throws {
        let project = try LineageProject()
        let repository = project.repository
        let remote = try repository.addBareRemote()
        try repository.git("checkout", "-q", "--orphan", "squashed").check()
        let squashed = try repository.commit("all at once")
        try repository.git("push", "-q", "origin", "squashed:main").check()
        try repository.mlops("sync").check()
        let clone = try repository.clone("clone", from: remote)
        #expect(try LineageProject.lineage(clone, "model.bin").missing == ["model.bin hole"])
        try clone.mlops("sync").check()
        #expect(!(try clone.git("cat-file", "-e", project.first).code == 0))
        let lineage = try LineageProject.lineage(clone, "fraud@Production")
        #expect(lineage.links.isSuperset(of: Self.chain))
        // The code is there as a snapshot, the data in the commit that has it now; what is gone is named.
        #expect(lineage.missing.contains { $0.hasSuffix(" absent") })
        #expect(lineage.node("raw.csv")?["commit"]?.stringValue == squashed)
        let commit = try LineageProject.lineage(clone, "HEAD")
        #expect(commit.links.isSuperset(of: Self.chain))
    }

    @Test func missingLinksAreNamed() throws {
        let project = try LineageProject()
        let repository = project.repository
        // Somebody edits an output by hand.
        try repository.write("model.bin", "by hand\n")
        try repository.commit("edit")
        #expect(try LineageProject.lineage(repository, "model.bin").missing == ["model.bin unrecorded"])
        // A file that git ignores is read.
        try repository.write(".gitignore", "secret.csv\n")
        try repository.write("secret.csv", "x\n")
        try repository.write(
            "dvc.yaml", "stages:\n  copy: {cmd: cp secret.csv copy.csv, deps: [secret.csv], outs: [copy.csv]}\n")
        try repository.commit("copy")
        try repository.mlops("repro").check()
        #expect(try LineageProject.lineage(repository, "copy.csv").missing == ["secret.csv untracked"])
        // A plain command says nothing of what it reads; what it wrote is known by its snapshots.
        try repository.mlops("run", "--", "sh", "-c", "echo 1 > written.txt").check()
        try repository.commit("written")
        let written = try LineageProject.lineage(repository, "written.txt")
        let run = try #require(written.nodes("run").first?["title"]?.stringValue)
        #expect(written.links.contains("written.txt made \(run)"))
        #expect(written.missing == ["\(run) undeclared"])
        // A deleted run still counts, and is said.
        try repository.mlops("runs", "rm", project.run).check()
        let deleted = try LineageProject.lineage(repository, "fraud@v1")
        #expect(deleted.links.isSuperset(of: Self.chain))
        #expect(deleted.missing == ["r-\(project.run.prefix(8)) deleted"])
        // A version whose run the log does not have.
        #expect(try repository.mlops("lineage", "nothing").code == 128)
    }

    /// What it says for others has the same things, under names that are the same in every clone.
    @Test func formatsHoldWhatTheirSpecificationsWant() throws {
        let repository = try LineageProject().repository
        let lines = try repository.mlops("lineage", "fraud@v1", "--openlineage").check().output.split(separator: "\n")
        #expect(lines.count == 6)
        for line in lines {
            let event = try JSONValue.parse(Array(line.utf8))
            #expect(["START", "COMPLETE"].contains(event["eventType"]?.stringValue))
            #expect(event["schemaURL"] == "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent")
            #expect(event["job"]?["namespace"]?.stringValue?.isEmpty == false)
            #expect(event["job"]?["name"]?.stringValue?.isEmpty == false)
            let id = event["run"]?["runId"]?.stringValue ?? ""
            #expect(id.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12], "\(id)")
            #expect(Array(id.utf8)[14] == UInt8(ascii: "8"))
        }
        let again = try repository.mlops("lineage", "fraud@v1", "--openlineage").check().output
        #expect(again.split(separator: "\n") == lines)

        let prov = try JSONValue.parse(repository.mlops("lineage", "fraud@v1", "--prov").check().outputBytes)
        let known = ["entity", "activity", "agent"].flatMap { prov[$0]?.objectValue?.keys ?? [] }
        #expect(prov["used"]?.objectValue?.count == 4 && prov["wasGeneratedBy"]?.objectValue?.count == 3)
        for relation in ["used", "wasGeneratedBy", "wasAssociatedWith", "hadMember", "wasInformedBy"] {
            for (_, members) in prov[relation]?.objectValue ?? [:] {
                for (_, end) in members.objectValue ?? [:] { #expect(known.contains(end.stringValue ?? "")) }
            }
        }
        let dot = try repository.mlops("lineage", "fraud@v1", "--dot").check().output
        #expect(dot.hasPrefix("digraph lineage {") && dot.contains("label=\"train"))
        if Peers.find("dot") != nil { try repository.run(["dot", "-Tsvg"], input: dot).check() }
        let page = try repository.mlops("lineage", "fraud@v1", "--md").check().output
        #expect(page.hasPrefix("## Lineage of fraud@") && page.contains("  - **model.bin**"))
    }

    /// A file within a folder that a stage made is followed by the folder's listing.
    @Test func filesOfFoldersAreFollowed() throws {
        let repository = try TempRepository()
        try repository.write("raw.txt", "1\n")
        try repository.write(
            "dvc.yaml",
            """
            stages:
              split: {cmd: mkdir -p parts; cp raw.txt parts/a.txt, deps: [raw.txt], outs: [parts]}
              use: {cmd: cp parts/a.txt used.txt, deps: [parts/a.txt], outs: [used.txt]}

            """)
        try repository.commit("begin")
        try repository.mlops("repro").check()
        let lineage = try LineageProject.lineage(repository, "used.txt")
        #expect(lineage.links.isSuperset(of: ["use used parts/a.txt", "split used raw.txt"]))
        let down = try LineageProject.lineage(repository, "raw.txt", "--down")
        #expect(down.links.isSuperset(of: ["split used raw.txt", "use used parts", "used.txt made use"]))
        // Equal to what the stage read, and not read by it.
        #expect(!down.links.contains("use used used.txt"))
    }

    /// A stage that reads a whole folder reads its files, as far as they are those of now.
    @Test func filesAreFollowedIntoStagesThatReadTheirFolder() throws {
        let repository = try TempRepository()
        for name in ["a", "b"] { try repository.write("raw/\(name).txt", "\(name)\n") }
        try repository.write(
            "dvc.yaml", "stages:\n  join: {cmd: cat raw/a.txt raw/b.txt > all.txt, deps: [raw], outs: [all.txt]}\n")
        try repository.commit("begin")
        try repository.mlops("repro").check()
        try repository.commit("results")
        let down = try LineageProject.lineage(repository, "raw/a.txt", "--down")
        #expect(down.links.isSuperset(of: ["join used raw/a.txt", "all.txt made join"]))
        try repository.write("raw/a.txt", "other\n")
        #expect(try LineageProject.lineage(repository, "raw/a.txt", "--down").nodes("stage").isEmpty)
    }

    /// Where no hook told what a commit was rewritten into, the snapshots of a run still show what it wrote.
    @Test func aPlainRunIsFoundAfterASquashThatNobodyTold() throws {
        let repository = try TempRepository()
        try repository.write("a.txt", "1\n")
        try repository.commit("begin")
        try repository.mlops("run", "--", "sh", "-c", "echo made > out.txt").check()
        try repository.mlops("run", "--", "sh", "-c", "echo other > other.txt").check()
        let run = String(
            try repository.mlops("runs", "list", "--porcelain").check().output.split(separator: "\n")[1].prefix(32))
        try repository.git("checkout", "-q", "--orphan", "squashed").check()
        try repository.commit("all at once")
        let lineage = try LineageProject.lineage(repository, "out.txt")
        #expect(lineage.nodes("run").map { $0["id"]?.stringValue } == ["run:\(run)"])
        #expect(try repository.mlops("lineage", "nothing@").errors.hasPrefix("fatal: no such run"))
        #expect(try LineageProject.lineage(repository, "a.txt").nodes("run").isEmpty)
    }

    /// What a command of `git mlops run` left is in the snapshot at its end, committed or not.
    @Test func aPlainRunMadeWhatItLeft() throws {
        let repository = try TempRepository()
        try repository.write("model.bin", "old\n")
        try repository.write(".gitignore", "ignored.bin\n")
        try repository.commit("begin")
        try repository.mlops("run", "--", "sh", "-c", "echo new > model.bin").check()
        let run = String(try repository.mlops("runs", "list", "--porcelain").check().output.prefix(32))
        let link: Set<String> = ["model.bin made r-\(run.prefix(8))"]
        #expect(try LineageProject.lineage(repository, "model.bin").links.isSuperset(of: link))
        try repository.mlops("model", "register", "model.bin", "--name", "plain", "--run", run).check()
        let lineage = try LineageProject.lineage(repository, "plain@v1")
        #expect(lineage.links.isSuperset(of: link.union(["plain@v1 holds model.bin"])))
        #expect(lineage.missing == ["r-\(run.prefix(8)) undeclared"])
        // A small artifact that git ignores is known by its blob.
        try repository.write("ignored.bin", "kept\n")
        try repository.mlops("run", "--", "git", "mlops", "log", "artifact", "ignored.bin").check()
        #expect(
            try LineageProject.lineage(repository, "ignored.bin").links.contains { $0.hasPrefix("ignored.bin made r-") }
        )
    }
}
