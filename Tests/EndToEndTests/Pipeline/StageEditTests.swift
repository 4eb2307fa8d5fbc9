import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct StageEditTests {
    private static let file = """
        # The pipeline.
        stages:
          # First.
          prepare:   # made by hand
            cmd: cp in raw
            deps:
            - in
            outs:
            - raw

          # Then each.
          each:
            foreach: [a, b]
            do:
              cmd: cp raw ${item}
              deps: [raw]
              outs: ["${item}"]   # one

        # The end.
        metrics: [m.json]

        """

    private func project() throws -> TempRepository {
        let repository = try TempRepository()
        try repository.write("mlops.yaml", Self.file)
        try repository.write("in", "")
        return repository
    }

    @Test func everythingElseStays() throws {
        let project = try project()
        try project.mlops("stage", "add", "-n", "last", "-d", "a", "-o", "z", "cp a z").check()
        let added = Self.file.replacing(
            "# one\n", with: "# one\n  last:\n    cmd: cp a z\n    deps:\n    - a\n    outs:\n    - z\n")
        #expect(try project.read("mlops.yaml") == added)
        try project.mlops("stage", "freeze", "prepare", "each").check()
        #expect(
            try project.read("mlops.yaml")
                == added.replacing("    - raw\n", with: "    - raw\n    frozen: true\n")
                .replacing("# one\n", with: "# one\n      frozen: true\n"))
        #expect(
            try project.mlops("stage", "status", "prepare").check().output.hasPrefix(
                "prepare  cannot run: it is frozen"))
        try project.mlops("stage", "unfreeze", "prepare", "each").check()
        #expect(try project.read("mlops.yaml") == added)
        try project.mlops("stage", "remove", "last").check()
        #expect(try project.read("mlops.yaml") == Self.file)
        try project.mlops("stage", "remove", "each").check()
        #expect(try project.read("mlops.yaml").contains("# The end.\nmetrics"))
    }

    @Test func targetsAreReadAsDVCReadsThem() throws {
        let project = try project()
        let one = try project.mlops("stage", "remove", "each@a")
        #expect(
            one.code == 128 && one.errors.contains("'each@a' is one of the stages that 'each' in 'mlops.yaml' makes"))
        #expect(try project.mlops("stage", "freeze", "each@a").code == 128)
        #expect(try project.read("mlops.yaml") == Self.file)
        try project.write("sub/mlops.yaml", "stages: {inner: {cmd: x, outs: [o]}}\n")
        let all = try project.mlops("stage", "list", "--name-only", ".").check().output
        #expect(all.split(separator: "\n") == ["prepare", "each@a", "each@b", "sub/mlops.yaml:inner"])
        #expect(try project.mlops("stage", "list", "--name-only", ":prepare").check().output == "prepare")
        #expect(try project.mlops("stage", "list", "--name-only", "sub").check().output == "sub/mlops.yaml:inner")
    }

    @Test func refusals() throws {
        let project = try project()
        let twice = try project.mlops("stage", "add", "-n", "prepare", "true")
        #expect(twice.code == 128)
        #expect(
            twice.errors.hasSuffix(
                "fatal: stage 'prepare' is in 'mlops.yaml' already\nhint: --force replaces it"))
        let clash = try project.mlops("stage", "add", "-n", "more", "-o", "raw", "true")
        #expect(clash.code == 128 && clash.errors.contains("both make 'raw'"))
        #expect(try project.read("mlops.yaml") == Self.file)
        try project.write("mlops.yaml", "stages: {a: {cmd: x}, b: {cmd: y}}\n")
        let flow = try project.mlops("stage", "remove", "a")
        #expect(flow.code == 128 && flow.errors.contains("hint: change it with an editor"))
        #expect(try project.mlops("stage", "show", "nothing").code == 128)
    }

    /// As `dvc stage add --force` and `dvc remove` do it.
    @Test func whatIsSaidOfAStageStaysAndItsLockGoes() throws {
        let repository = try TempRepository()
        let rest = "    outs:\n    - o:\n        cache: false\n        desc: d\n    meta: {k: v}\n    desc: one\n"
        try repository.write(".dvc/config", "")
        let other = "  b:\n    cmd: echo > p\n    outs:\n    - p\n"
        try repository.write("dvc.yaml", "stages:\n  a:\n    cmd: echo > o\n\(rest)\(other)")
        try repository.mlops("repro").check()
        let twice = try repository.mlops("stage", "add", "-n", "c", "-d", "dvc.yaml", "-d", "./dvc.yaml", "true")
        #expect(twice.code == 129 && twice.errors.contains("'./dvc.yaml' is given twice"))
        let nowhere = try repository.mlops("stage", "add", "-n", "c", "-w", "none", "true")
        #expect(nowhere.code == 128 && nowhere.errors.contains("the working folder 'none' does not exist"))
        try repository.mlops("stage", "add", "--force", "-n", "a", "-O", "o", "echo 1 > o").check()
        let replaced = try repository.read("dvc.yaml")
        #expect(replaced.contains("cmd: echo 1 > o\n") && replaced.contains("desc: d\n"))
        #expect(replaced.contains("k: v") && replaced.contains("desc: one\n"))
        try repository.mlops("stage", "remove", "a").check()
        let lock = try repository.read("dvc.lock")
        #expect(!lock.contains("  a:\n") && lock.contains("  b:\n"))
        try repository.mlops("stage", "remove", "b").check()
        #expect(!Files.exists(repository.path + "/dvc.lock"))
    }

    @Test func aLockStaysWhileNumbersAreEqual() throws {
        let repository = try TempRepository()
        try repository.write(".dvc/config", "")
        try repository.write("dvc.yaml", "stages: {a: {cmd: echo > o, params: [n], outs: [o]}}\n")
        try repository.write("params.yaml", "n: 1\n")
        try repository.mlops("repro").check()
        let lock = try repository.read("dvc.lock")
        try repository.write("params.yaml", "n: 1.0\n")
        #expect(try repository.mlops("repro").check().errors.contains("up to date"))
        #expect(try repository.read("dvc.lock") == lock)
    }

    /// What is broken stops those who ask for all; a pipeline within an output belongs to the output.
    @Test func allPipelinesAreAllThatCount() throws {
        let repository = try TempRepository()
        try repository.write("dvc.yaml", "stages: {a: {cmd: mkdir -p o, outs: [o]}}\n")
        try repository.write("o/dvc.yaml", "stages: {inner: {cmd: x}}\n")
        try repository.write("sub/dvc.yaml", "stages: {b: {cmd: echo}}\n")
        #expect(try repository.mlops("stage", "list", "--all", "--name-only").check().output == "a\nsub/dvc.yaml:b")
        try repository.write("sub/dvc.yaml", "stages: {b: {}}\n")
        let all = try repository.mlops("repro", "-P", "-n")
        #expect(all.code == 128 && all.errors.contains("fatal: sub/dvc.yaml:1:10: 'stages.b': a stage needs a command"))
        #expect(try repository.mlops("repro", "-n").check().errors.contains("its stages are left out"))
    }

    @Test func aNewFile() throws {
        let repository = try TempRepository()
        try repository.mlops("stage", "add", "-n", "one", "-o", "o", "--run", "echo 1 > o").check()
        #expect(try repository.read("mlops.yaml") == "stages:\n  one:\n    cmd: echo 1 > o\n    outs:\n    - o\n")
        #expect(try repository.read("o") == "1\n")
        let shown = try repository.mlops("stage", "show", "one").check().output
        #expect(
            shown.hasPrefix("stage one (mlops.yaml)\nstate    up to date\nruns     echo 1 > o\nmakes    o\nlast ran "))
    }
}
