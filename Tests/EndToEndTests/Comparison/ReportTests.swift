import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct ReportTests {
    private static func project() throws -> TempRepository {
        let repository = try TempRepository(install: true)
        try repository.mlops("track", "*.bin").check()
        try repository.write(
            "dvc.yaml",
            """
            stages:
              train:
                cmd: cp params.yaml model.txt
                deps: [code.py]
                params: [lr]
                outs: [model.txt]
                metrics: [metrics.json: {cache: false}]
            plots:
              - loss.csv: {x: step, y: loss, title: "Loss <b>of</b> a | b"}
              - picture.svg
            """)
        try state(repository, loss: 0.5, size: 3000)
        try repository.write("picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
        try repository.write("code.py", "pass\n")
        try repository.commit("one <script>alert(1)</script>")
        try state(repository, loss: 0.25, size: 5000)
        try repository.commit("two <script>alert(1)</script>")
        return repository
    }

    private static func state(_ repository: TempRepository, loss: Double, size: Int) throws {
        try repository.write("metrics.json", "{\"loss\": \(loss), \"<img src=x>\": 1}")
        try repository.write("params.yaml", "lr: \(loss)\n")
        try repository.write("model.txt", "\(loss)\n")
        try repository.write("loss.csv", "step,loss\n0,1\n1,\(loss)\n")
        try repository.write("data.bin", [UInt8](repeating: 7, count: size))
    }

    @Test func aCommitIsComparedWithItsParent() throws {
        let repository = try Self.project()
        let page = try repository.mlops("report").check().output
        #expect(page.contains("| metrics.json | loss | 0.5 | 0.25 | -0.25 | -50.0% | better |"))
        #expect(page.contains("| params.yaml | lr | 0.5 | 0.25 | -0.25 | -50.0% |  |"))
        #expect(page.contains("| data.bin | changed | 2.93 KiB | 4.88 KiB | +1.95 KiB |"))
        #expect(page.contains("| train | model.txt, metrics.json |"))
        #expect(page.contains("- HEAD █▁ 1 → 0.25"))
        #expect(try repository.mlops("report", "HEAD~1..HEAD").check().output.contains("| loss | 0.5 | 0.25 |"))
        let two = try repository.mlops("report", "HEAD~1", "HEAD").check().output
        #expect(two == (try repository.mlops("report", "HEAD~1..HEAD").check().output))
        #expect(try repository.mlops("report", "HEAD", "HEAD", "HEAD").code == 129)
        // The first commit has nothing before it.
        #expect(try repository.mlops("report", "HEAD~1").check().output.contains("| metrics.json | loss | - | 0.5 |"))
        #expect(try repository.mlops("report", "nowhere").code == 128)
    }

    @Test func beforeTheFirstCommitThePageIsTheWorktrees() throws {
        let repository = try TempRepository(install: true)
        #expect(try repository.mlops("report").check().output.contains("Neither metrics nor"))
        try repository.write("dvc.yaml", "stages: {a: {cmd: 'true', metrics: [m.json]}}\nplots: [p.csv]\n")
        try repository.write("m.json", "{\"loss\": 0.5}")
        try repository.write("p.csv", "step,loss\n0,1\n1,0.5\n")
        try repository.git("add", "p.csv").check()
        let page = try repository.mlops("report").check().output
        #expect(page.contains("Report: worktree, before the first commit"))
        #expect(page.contains("| m.json | loss | - | 0.5 |"))
        #expect(page.contains("| p.csv | added, in git |"))
        #expect(page.contains("- worktree █▁ 1 → 0.5"))
        #expect(page.contains("| a | m.json |"))
        #expect(try repository.mlops("report", "note").errors.contains("bad revision 'HEAD'"))
    }

    /// What CI checks out.
    @Test func inAShallowCloneThePageSaysWhatItLacks() throws {
        let repository = try Self.project()
        let clone = try repository.clone("shallow", from: "file://\(repository.path)", options: ["--depth", "1"])
        let page = try clone.mlops("report").check().output
        #expect(page.contains("| metrics.json | loss | - | 0.25 |"))
        #expect(page.contains("the commit before is not in this shallow clone"))
    }

    /// The page runs nothing and loads nothing, whatever the repository's files and messages say.
    @Test func thePageIsOneFileThatRunsNothing() throws {
        let repository = try Self.project()
        for page in [
            try repository.mlops("report", "--html").check().output, try repository.mlops("report").check().output,
        ] {
            #expect(!page.contains("<script"))
            #expect(!page.contains("<img src=x>"))
            #expect(!page.contains("<b>of"))
        }
        let page = try repository.mlops("report", "--html").check().output
        #expect(page.contains("default-src 'none'"))
        #expect(page.contains("<img alt=\"picture.svg (HEAD)\" src=\"data:image/svg+xml;base64,"))
        let addresses = page.split(separator: "\"").filter { $0.contains("//") }
        #expect(Set(addresses) == ["http://www.w3.org/2000/svg"])
        try repository.mlops("report", "--html", "-o", "page.html").check()
        #expect(try repository.read("page.html") == page + "\n")
    }

    @Test func theNoteKeepsThePageOfItsCommit() throws {
        let repository = try Self.project()
        let first = try repository.mlops("report", "note", "HEAD~1").check()
        #expect(first.errors.contains("refs/notes/mlops/report"))
        try repository.mlops("report", "note").check()
        #expect(try repository.mlops("report", "note").check().errors == "Nothing changed")
        let note = try repository.git("notes", "--ref=mlops/report", "show", "HEAD").check().output
        #expect(note.contains("### Metrics") && note.contains("| 0.5 | 0.25 |"))
        #expect(!note.contains("HEAD"))
        // The page of a comparison stands beside that of the commit, in one note.
        try repository.mlops("report", "note", "HEAD~1..HEAD").check()
        #expect(try repository.mlops("report", "note").check().errors == "Nothing changed")
        let both = try repository.git("notes", "--ref=mlops/report", "show", "HEAD").check().output
        #expect(both.hasPrefix(note) && both.contains("\n## Report: ") && both.contains(".."))
        let log = try repository.git("log", "--notes=mlops/report", "-1", "HEAD~1").check().output
        #expect(log.contains("Notes (mlops/report):"))
        try repository.git("fsck", "--strict").check()
    }

    @Test func drawingsLieBesideThePage() throws {
        let repository = try Self.project()
        let page = try repository.mlops("report", "--images", "out/my pictures").check().output
        #expect(page.contains("](out/my%20pictures/loss-csv.svg)"))
        #expect(try repository.read("out/my pictures/loss-csv.svg").contains("<polyline"))
        #expect(try repository.mlops("report", "--png").code == 129)
    }

    /// The converter is called when it is there; else a sentence names the package.
    @Test func pngNeedsTheConverter() throws {
        let repository = try Self.project()
        let tools = repository.directory.path("tools")
        try Files.makeDirectories(tools)
        let git = try ChildProcess.find("git", environment: repository.environment)
        try Shell.run(["ln", "-s", git, Paths.join(tools, "git")], in: tools, environment: repository.environment)
            .check()
        let program = try ChildProcess.find("git-mlops", environment: repository.environment)
        let arguments = [program, "report", "--images", "out", "--png"]
        let refused = try repository.run(arguments, environment: ["PATH": tools])
        #expect(refused.code == 128)
        #expect(refused.errors.contains("librsvg2-bin"))
        try repository.directory.write(
            "tools/rsvg-convert", "#!/bin/sh\nwhile [ \"$1\" != --output ]; do shift; done\n: > \"$2\"\n", mode: 0o755)
        let page = try repository.run(arguments, environment: ["PATH": "\(tools):/usr/bin:/bin"]).check().output
        #expect(page.contains("](out/loss-csv.png)"))
        #expect(Files.exists(repository.path("out/loss-csv.png")))
    }

    /// A large file's content comes from the store, and its absence is told, not hidden.
    @Test func plotsOfLargeFilesAreRead() throws {
        let repository = try TempRepository(install: true)
        try repository.mlops("track", "*.csv").check()
        try repository.write("dvc.yaml", "plots:\n- big.csv: {y: v}\n")
        try repository.write("big.csv", "v\n1\n2\n3\n")
        try repository.commit("one")
        #expect(try repository.mlops("plots", "show", "--rev", "HEAD").check().output.contains("1 → 3"))
        try Files.removeTree(repository.path(".git/lfs/objects"))
        let without = try repository.mlops("plots", "show", "--rev", "HEAD").check()
        #expect(without.errors.contains("git mlops fetch"))
    }
}
