import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct ReproTests {
    private static let pipeline = """
        stages:
          prepare:
            cmd: tr a-z A-Z < raw.txt > upper.txt
            deps: [raw.txt]
            outs: [upper.txt]
          train:
            cmd: cat upper.txt params.yaml > model.txt
            deps: [upper.txt]
            params: [lr]
            outs: [model.txt]
            metrics: [metrics.json]
        """

    private func project(_ pipeline: String = pipeline) throws -> TempRepository {
        let repository = try TempRepository()
        try repository.write(
            "mlops.yaml", pipeline.replacing("> model.txt", with: "> model.txt; echo '{}' > metrics.json"))
        try repository.write("raw.txt", "abc\n")
        try repository.write("params.yaml", "lr: 1\n")
        try repository.commit("start")
        return repository
    }

    @Test func runsWhatIsOutOfDateAndSaysWhy() throws {
        let project = try project()
        #expect(
            try project.mlops("repro", "--dry-run").check().output == """
                prepare  runs: it has not run yet
                train    may run: 'prepare' runs before it
                """)
        #expect(!Files.exists(project.path("upper.txt")))
        let first = try project.mlops("repro").check()
        #expect(
            first.errors.contains("Running stage 'prepare': it has not run yet\n> tr a-z A-Z < raw.txt > upper.txt"))
        #expect(first.errors.contains("\nRan 2 stages"))
        #expect(try project.mlops("repro").check().errors.hasSuffix("Everything is up to date"))
        try project.write("params.yaml", "lr: 2\n")
        #expect(
            try project.mlops("repro", "-n").check().output == """
                prepare  up to date
                train    runs: the parameter 'lr' of 'params.yaml' changed
                """)
        #expect(try project.mlops("repro", "train").check().errors.contains("\nRan 1 stage, 1 up to date"))
    }

    @Test func failureEndsWithOneAndNamesTheStage() throws {
        let project = try project()
        try project.write(
            "mlops.yaml", "stages:\n  a: {cmd: 'echo out; exit 3', outs: [o]}\n  b: {cmd: 'true', deps: [o]}\n")
        let result = try project.mlops("repro")
        #expect(result.code == 1)
        #expect(result.output == "out")
        #expect(
            result.errors.contains(
                """
                Running stage 'a': it has not run yet
                > echo out; exit 3
                error: stage 'a' failed: its command ended with exit code 3
                hint: 1 stage after it did not run
                """))
    }

    @Test func withoutAPipelineTheNextStepIsNamed() throws {
        let repository = try TempRepository()
        let result = try repository.mlops("repro")
        #expect(result.code == 128)
        #expect(
            result.errors.hasSuffix(
                """
                fatal: no mlops.yaml or dvc.yaml here or in a folder above
                hint: write one, or start from the skeleton: git mlops init
                """))
    }

    @Test func aPipelineInASubfolderIsFoundFromWithin() throws {
        let project = try project()
        try project.write("sub/dvc.yaml", "stages:\n  s: {cmd: 'echo $DVC_STAGE > out', outs: [out]}\n")
        try project.write("sub/deep/x", "")
        let below = TempRepository(sharing: project, path: project.path("sub/deep"))
        try below.mlops("repro").check()
        #expect(try project.read("sub/out") == "sub/dvc.yaml:s\n")
        #expect(try below.mlops("repro", "../out").check().errors.hasSuffix("Everything is up to date"))
    }

    /// Ends a run in the middle of its command; what it left is not taken for a result.
    @Test func aKilledRunIsRunAgain() throws {
        let project = try project(
            "stages:\n  s: {cmd: \"echo half > out; kill -9 $PPID; echo whole > out\", outs: [out]}\n")
        #expect(try project.mlops("repro").code == 137)
        let plan = try project.mlops("repro", "-n").check()
        #expect(plan.output == "s  runs: it has not run yet")
    }

    /// Two invocations at once: the second waits and finds everything done.
    @Test func twoAtOnceRunEachStageOnce() async throws {
        let project = try project("stages:\n  s: {cmd: \"echo ran >> log; sleep 0.3; echo x > out\", outs: [out]}\n")
        async let first = Self.repro(project)
        async let second = Self.repro(project)
        let codes = try await [first, second]
        #expect(codes == [0, 0])
        #expect(try project.read("log") == "ran\n")
    }

    private static func repro(_ project: TempRepository) async throws -> Int32 {
        try project.mlops("repro").code
    }

    @Test func linkedWorktreesShareRecords() throws {
        let project = try project()
        try project.mlops("repro").check()
        try project.git("add", "-A").check()
        try project.git("commit", "-qm", "results").check()
        try project.git("worktree", "add", "-q", "../linked").check()
        let linked = TempRepository(sharing: project, path: project.directory.path("linked"))
        #expect(try linked.mlops("repro").check().errors.hasSuffix("Everything is up to date"))
    }

    @Test func stageListAndDag() throws {
        let project = try project()
        #expect(
            try project.mlops("stage", "list").check().output == """
                prepare  makes upper.txt
                train    makes model.txt; reports metrics.json
                """)
        #expect(try project.mlops("stage", "list", "--name-only").check().output == "prepare\ntrain")
        let document = try JSONValue.parse(try project.mlops("stage", "list", "--json").check().outputBytes)
        #expect(document["schema"] == 1 && document["stages"]?.arrayValue?[1]["needs"] == ["prepare"])
        #expect(try project.mlops("dag").check().output == "o  prepare\no  train")
        #expect(try project.mlops("dag", "upper.txt").check().output == "o  prepare")
        let graph = try JSONValue.parse(try project.mlops("dag", "--json").check().outputBytes)
        #expect(graph["stages"]?.arrayValue?[1]["needs"] == ["prepare"])
    }
}
