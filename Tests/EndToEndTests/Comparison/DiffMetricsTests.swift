import MLOpsCore
import MLOpsTestSupport
import Testing

@Suite struct DiffMetricsTests {
    private static let pipeline = """
        stages:
          train:
            cmd: python train.py
            metrics: [metrics.json]
            meta: {mlops: {metrics: {odd: lower}}}
        """

    /// Three commits of one metrics file; the worktree holds a fourth state.
    private func project() throws -> TempRepository {
        let repository = try TempRepository()
        try repository.write("mlops.yaml", Self.pipeline)
        try repository.write("params.yaml", "lr: 0.1\nlayers: [1, 2]\nname: a\n")
        try repository.write(
            "metrics.json", #"{"acc": 0.5, "loss": {"train": 2.0, "val": 1.5}, "odd": 3, "gone": "x"}"#)
        try repository.commit("one")
        try repository.write("params.yaml", "lr: 0.2\nlayers: [1, 3]\nname: a\n")
        try repository.write(
            "metrics.json", #"{"acc": 0.625, "loss": {"train": NaN, "val": 1.5}, "odd": 4, "new": true}"#)
        try repository.commit("two")
        try repository.write("metrics.json", #"{"acc": 0.75, "loss": {"train": 1, "val": 1.5}, "odd": 4, "new": true}"#)
        return repository
    }

    @Test func oneArgumentIsComparedWithHead() throws {
        let result = try project().mlops("diff-metrics", "HEAD~1").check()
        #expect(
            result.output == """
                Metric      HEAD~1   HEAD   Change  Relative
                acc            0.5  0.625   +0.125    +25.0%  better
                gone             x      -  removed
                loss.train       2    nan  changed            worse
                new              -   true    added
                odd              3      4       +1    +33.3%  worse
                """)
    }

    @Test func noArgumentComparesHeadWithTheWorktree() throws {
        let project = try project()
        let result = try project.mlops("diff-metrics", "--porcelain").check()
        #expect(
            result.output == """
                metrics.json\tacc\t0.625\t0.75\t0.125\t0.2\tbetter
                metrics.json\tloss.train\t"NaN"\t1\t"NaN"\t\tbetter
                """)
        let far = try project.mlops("diff-metrics", "--worktree", "HEAD~1", "--porcelain").check()
        #expect(far.output.hasPrefix("metrics.json\tacc\t0.5\t0.75\t0.25\t0.5\tbetter\n"))
    }

    @Test func twoSidesInEverySpelling() throws {
        let project = try project()
        try project.git("tag", "v1", "HEAD~1").check()
        let expected = try project.mlops("diff-metrics", "HEAD~1", "HEAD", "--porcelain").check().output
        for arguments in [["v1", "main"], ["v1..main"], ["v1.."], ["v1^{commit}..HEAD"]] {
            #expect(
                try project.run(["git", "mlops", "diff-metrics", "--porcelain"] + arguments).check().output == expected)
        }
        let back = try project.mlops("diff-metrics", "..v1", "--porcelain").check().output
        #expect(back.contains("metrics.json\todd\t4\t3\t-1\t-0.25\tbetter"))
    }

    @Test func exitCodeTellsWhetherSomethingDiffers() throws {
        let project = try project()
        #expect(try project.mlops("diff-metrics", "HEAD~1", "--exit-code").code == 1)
        let same = try project.mlops("diff-metrics", "HEAD", "HEAD", "--exit-code")
        #expect(same.code == 0)
        #expect(same.output == "")
        #expect(same.errors == "")
    }

    @Test func allShowsUnchangedValuesToo() throws {
        let output = try project().mlops("diff-metrics", "HEAD~1", "--all", "--precision", "1").check().output
        #expect(output.contains("loss.val         2     2\n"))
    }

    @Test func jsonIsOneDocumentWithUnroundedNumbers() throws {
        let result = try project().mlops("diff-metrics", "HEAD~1", "--json").check()
        let document = try JSONValue.parse(result.outputBytes)
        #expect(document["schema"] == 1 && document["kind"] == "metrics")
        #expect(document["old"]?["label"] == "HEAD~1" && document["old"]?["source"] == "files")
        #expect(document["new"]?["commit"]?.stringValue?.count == 40)
        let rows = document["rows"]?.arrayValue ?? []
        #expect(rows.map { $0["key"] } == ["acc", "gone", "loss.train", "new", "odd"])
        #expect(rows[0]["relative"] == 0.25 && rows[0]["direction"] == "higher" && rows[0]["verdict"] == "better")
        #expect(rows[1]["new"] == nil && rows[1]["old"] == "x")
        #expect(rows[2]["new"] == "NaN")
        #expect(rows[4]["direction"] == "lower" && rows[4]["change"] == 1)
    }

    @Test func parameters() throws {
        let result = try project().mlops("diff-params", "HEAD~1", "--md").check()
        #expect(
            result.output == """
                | File | Parameter | HEAD\\~1 | HEAD | Change | Relative | Verdict |
                | --- | --- | ---: | ---: | ---: | ---: | --- |
                | params.yaml | layers | \\[1,2\\] | \\[1,3\\] | changed |  |  |
                | params.yaml | lr | 0.1 | 0.2 | +0.1 | +100.0% |  |
                """)
    }

    @Test func worksInAFreshCloneAndInASubfolder() throws {
        let project = try project()
        let clone = try project.clone("clone")
        let expected = try project.mlops("diff-metrics", "HEAD~1", "--porcelain").check().output
        #expect(try clone.mlops("diff-metrics", "HEAD~1", "--porcelain").check().output == expected)
        try clone.write("deep/er/file", "")
        let below = TempRepository(sharing: clone, path: clone.path("deep/er"))
        #expect(try below.mlops("diff-metrics", "HEAD~1", "--porcelain").check().output == expected)
        let targets = ["git", "mlops", "diff-metrics", "HEAD~1", "--porcelain", "--targets", "../../metrics.json"]
        #expect(try below.run(targets).check().output.hasPrefix("metrics.json\tacc\t0.5\t0.625\t"))
    }

    @Test func yamlAndTomlMetricsAndSeveralFiles() throws {
        let repository = try TempRepository()
        try repository.write("dvc.yaml", "metrics: [a.yaml, sub/b.toml]\n")
        try repository.write("a.yaml", "f1: 0.5\nwhen: 2024-01-31\n")
        try repository.write("sub/b.toml", "[test]\nrmse = 2\n")
        try repository.commit("one")
        try repository.write("a.yaml", "f1: .inf\nwhen: 2024-02-01\n")
        try repository.write("sub/b.toml", "[test]\nrmse = 1.5\n")
        #expect(
            try repository.mlops("diff-metrics").check().output == """
                File        Metric           HEAD    worktree   Change  Relative
                a.yaml      f1                0.5         inf     +inf            better
                a.yaml      when       2024-01-31  2024-02-01  changed
                sub/b.toml  test.rmse           2         1.5     -0.5    -25.0%  better
                """)
    }

    @Test func sidesWithoutMetricsAreANoteNeverAnError() throws {
        let repository = try TempRepository()
        try repository.commit("empty")
        try repository.write("mlops.yaml", Self.pipeline)
        try repository.write("metrics.json", #"{"acc": 1}"#)
        let result = try repository.mlops("diff-metrics").check()
        #expect(result.errors.hasSuffix("no metrics in 'HEAD'"))
        #expect(result.output.contains("acc        -         1   added"))
    }

    @Test func aPointerInPlaceOfAMetricsFileIsNamed() throws {
        let repository = try TempRepository()
        try repository.write("mlops.yaml", Self.pipeline)
        let id = String(repeating: "a", count: 64)
        try repository.write("metrics.json", "version https://git-lfs.github.com/spec/v1\noid sha256:\(id)\nsize 12\n")
        try repository.commit("pointer")
        let result = try repository.mlops("diff-metrics", "HEAD", "HEAD").check()
        #expect(result.errors.contains("metrics.json: is kept as a large file and only its pointer is here"))
        #expect(result.errors.contains("hint: keep metrics and parameters as plain files"))
    }

    @Test func brokenPipelinesAndMetricsAreNamed() throws {
        let repository = try TempRepository()
        try repository.write("mlops.yaml", "stages:\n  a:\n    cmdd: x\nmetrics: [m.json]\n")
        try repository.commit("broken")
        let result = try repository.mlops("diff-metrics", "HEAD", "HEAD").check()
        #expect(result.errors.contains("warning: HEAD: mlops.yaml:3:5: 'stages.a.cmdd': unknown key"))
        #expect(result.errors.contains("hint: did you mean 'cmd'?"))
    }

    @Test func mistakesAreToldInGitsWords() throws {
        let repository = try TempRepository()
        try repository.write("mlops.yaml", Self.pipeline)
        let unborn = try repository.mlops("diff-metrics")
        #expect(unborn.code == 128 && unborn.errors.hasSuffix("fatal: bad revision 'HEAD'"))
        try repository.commit("one")
        let bad = try repository.mlops("diff-metrics", "nope")
        #expect(bad.code == 128 && bad.errors == "fatal: bad revision 'nope'")
        let dots = try repository.mlops("diff-metrics", "HEAD...HEAD")
        #expect(dots.code == 129 && dots.errors.hasPrefix("error: 'HEAD...HEAD': a comparison has two dots"))
        let many = try repository.mlops("diff-metrics", "HEAD", "HEAD", "HEAD")
        #expect(many.code == 129)
        let outside = try repository.mlops("diff-metrics", "--targets", "../x.json")
        #expect(outside.code == 128 && outside.errors == "fatal: ../x.json: '../x.json' is outside repository")
    }
}
