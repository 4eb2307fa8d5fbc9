import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops run`, `log` and `runs` with the built program.
@Suite struct RunTests {
    static let pipeline = """
        stages:
          train:
            cmd: sh train.sh
            params: [lr]
            metrics:
            - metrics.json:
                cache: false

        """

    static func repository() throws -> TempRepository {
        let repository = try TempRepository()
        try repository.write("mlops.yaml", pipeline)
        try repository.write("params.yaml", "# how fast\nlr: 0.1  # rate\nmodel: {depth: 3}\n")
        try repository.write(
            "train.sh",
            "lr=$(sed -n 's/^lr: \\([^ ]*\\).*/\\1/p' params.yaml)\necho \"{\\\"acc\\\": $lr, \\\"nested\\\": {\\\"loss\\\": 2}}\" > metrics.json\n"
        )
        try repository.commit("first")
        return repository
    }

    private func show(_ repository: TempRepository, _ run: String) throws -> JSONValue {
        let output = try repository.mlops("runs", "show", "--json", run).check().output
        return try #require(try JSONValue.parse(Array(output.utf8))["run"])
    }

    /// As dvclive does it: the file of an earlier run is there when the run begins, and written by it.
    @Test func parametersThatTheCommandLogsAreThoseItWrote() throws {
        let repository = try Self.repository()
        try repository.write("live/dvc.yaml", "params: [params.yaml]\nmetrics: [metrics.json]\n")
        try repository.write("live/params.yaml", "lr: 1\nold: 1\n")
        try repository.write("live/metrics.json", "{\"acc\": 1}")
        try repository.mlops(
            "run", "--name", "one", "--", "sh", "-c",
            "echo 'lr: 2' > live/params.yaml; echo '{\"acc\": 2}' > live/metrics.json"
        ).check()
        let run = try show(repository, "one")
        #expect(run["params"]?["live/params.yaml"] == ["lr": 2])
        #expect(run["params"]?["params.yaml"]?["lr"] == 0.1)
        #expect(run["metrics"]?["live/metrics.json"] == ["acc": 2])
    }

    @Test func recordsWhatWentInAndWhatCameOut() throws {
        let repository = try Self.repository()
        let result = try repository.mlops(
            "run", "--name", "one", "--tag", "team=a", "-P", "lr=0.5", "--", "sh", "train.sh")
        #expect(result.code == 0)
        let run = try show(repository, "one")
        #expect(run["status"] == "finished")
        #expect(run["params"]?["params.yaml"]?["lr"] == 0.5)
        #expect(run["params"]?["params.yaml"]?["model.depth"] == 3)
        #expect(run["metrics"]?["metrics.json"]?["acc"] == 0.5)
        #expect(run["metrics"]?["metrics.json"]?["nested.loss"] == 2)
        #expect(run["tags"]?["team"] == "a")
        #expect(run["code"]?["dirty"] == ["params.yaml"])
        #expect(run["code"]?["base"]?.stringValue == (try repository.git("rev-parse", "HEAD").output))
        #expect(try repository.read("params.yaml") == "# how fast\nlr: 0.5  # rate\nmodel: {depth: 3}\n")
        let tree = try #require(run["code"]?["start_tree"]?.stringValue)
        #expect(try repository.git("show", "\(tree):params.yaml").output.contains("lr: 0.5"))
    }

    @Test func snapshotsSurviveGarbageCollection() throws {
        let repository = try Self.repository()
        try repository.mlops("run", "--name", "one", "-P", "lr=0.5", "--", "sh", "train.sh").check()
        try repository.git("gc", "-q", "--prune=now").check()
        let tree = try #require(try show(repository, "one")["code"]?["end_tree"]?.stringValue)
        #expect(try repository.git("show", "\(tree):metrics.json").output.contains("0.5"))
    }

    @Test func outputPassesThroughAndTheEndOfItIsKept() throws {
        let repository = try Self.repository()
        let result = try repository.mlops(
            "run", "-q", "--name", "x", "--", "sh", "-c", "echo out; echo err >&2; exit 3")
        #expect(result.code == 3)
        #expect(result.output == "out")
        #expect(result.errors.hasSuffix("err"))
        let run = try show(repository, "x")
        #expect(run["status"] == "failed")
        #expect(run["exit_code"] == 3)
        #expect(run["output_tail"]?.stringValue?.contains("err\n") == true)
    }

    @Test func aSignalIsRecorded() throws {
        let repository = try Self.repository()
        let result = try repository.mlops("run", "--name", "x", "--", "sh", "-c", "kill -9 $$")
        #expect(result.code == 137)
        let run = try show(repository, "x")
        #expect(run["status"] == "killed")
        #expect(run["signal"] == 9)
    }

    @Test func aMissingProgramIsRecordedAsFailed() throws {
        let repository = try Self.repository()
        let result = try repository.mlops("run", "--name", "x", "--", "no-such-program")
        #expect(result.code == 128)
        #expect(result.errors.hasSuffix("fatal: cannot run 'no-such-program': No such file or directory"))
        #expect(try show(repository, "x")["status"] == "failed")
    }

    @Test func aMetricsFileTheRunDidNotWriteIsNotItsResult() throws {
        let repository = try Self.repository()
        try repository.write("metrics.json", #"{"acc": 99}"#)
        try repository.mlops("run", "--name", "x", "--", "true").check()
        #expect(try show(repository, "x")["metrics"] == .object([:]))
    }

    @Test func logsFromInsideInAnyFolder() throws {
        let repository = try Self.repository()
        let script = """
            git mlops log metric loss 0.5 --step 1; cd /; git mlops log metric loss -0.25 --step 2
            git mlops log metric odd nan; git mlops log param opt adam; git mlops log tag quick=yes
            """
        try repository.mlops("run", "--name", "x", "--", "sh", "-c", script).check()
        let run = try show(repository, "x")
        #expect(run["series"]?["loss"]?["last"] == -0.25)
        #expect(run["series"]?["loss"]?["count"] == 2)
        #expect(run["series"]?["odd"]?["last"] == "NaN")
        #expect(run["params"]?[""]?["opt"] == "adam")
        #expect(run["tags"]?["quick"] == "yes")
        let history = try repository.mlops("runs", "show", "--metric", "loss", "x").check().output.split(
            separator: "\n")
        #expect(history.map { $0.split(separator: "\t").last } == ["0.5", "-0.25"])
        // The run's own journal is used up; the one of ops, `<writer>-<pid>`, stays for a while.
        #expect(try Files.list(repository.path(".git/mlops/journal")).filter { $0.contains(".") }.isEmpty)
    }

    @Test func artifactsSmallAndLarge() throws {
        let repository = try Self.repository()
        try repository.write("small.txt", "hello")
        try repository.write("large.bin", [UInt8](repeating: 1, count: 2 << 20))
        try repository.mlops(
            "run", "--name", "x", "--", "sh", "-c",
            "git mlops log artifact small.txt; git mlops log artifact large.bin --name model"
        ).check()
        try repository.git("gc", "-q", "--prune=now").check()
        guard case .array(let artifacts)? = try show(repository, "x")["artifacts"] else { return #expect(Bool(false)) }
        #expect(artifacts.map { $0["name"] } == ["small.txt", "model"])
        let blob = try #require(artifacts[0]["blob"]?.stringValue)
        #expect(try repository.git("cat-file", "blob", blob).output == "hello")
        let digest = try #require(artifacts[1]["sha256"]?.stringValue)
        let object = ".git/lfs/objects/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
        #expect(Files.info(repository.path(object))?.size == 2 << 20)
    }

    /// A recorder that dies leaves its journal; the next command moves it, once.
    @Test func aKilledRecorderLosesNothing() throws {
        let repository = try Self.repository()
        let script = "git mlops log metric loss 0.5 --step 1; kill -9 $PPID"
        #expect(try repository.mlops("run", "--name", "x", "--", "sh", "-c", script).code == 137)
        #expect(try show(repository, "x")["series"]?["loss"]?["count"] == 1)
        #expect(try show(repository, "x")["status"] == "killed")
        #expect(try show(repository, "x")["series"]?["loss"]?["count"] == 1)
    }

    @Test func logOutsideARunSaysWhatToDo() throws {
        let repository = try Self.repository()
        let result = try repository.mlops("log", "metric", "loss", "1")
        #expect(result.code == 128)
        #expect(
            result.errors.hasSuffix(
                """
                fatal: not inside a run
                hint: use 'git mlops run -- <command>', or name a run with --run <run>
                """))
        try repository.mlops("run", "--name", "x", "--", "true").check()
        try repository.mlops("log", "metric", "--run", "x", "late", "1.5").check()
        #expect(try show(repository, "x")["series"]?["late"]?["last"] == 1.5)
    }

    @Test func listCompareTagHideAndRestore() throws {
        let repository = try Self.repository()
        try repository.mlops("run", "-q", "--name", "one", "-P", "lr=0.5", "--", "sh", "train.sh").check()
        try repository.mlops("run", "-q", "--name", "two", "-P", "lr=0.75", "--", "sh", "train.sh").check()
        let porcelain = try repository.mlops("runs", "list", "--porcelain").check().output.split(separator: "\n")
        #expect(porcelain.map { $0.split(separator: "\t").last } == ["two", "one"])
        let compare = try repository.mlops("runs", "compare", "--json", "one", "two").check().output
        let parsed = try JSONValue.parse(Array(compare.utf8))
        #expect(parsed["params"] == [["file": "params.yaml", "key": "lr", "values": [0.5, 0.75]]])
        #expect(parsed["metrics"] == [["file": "metrics.json", "key": "acc", "values": [0.5, 0.75]]])
        try repository.mlops("runs", "tag", "one", "keep=yes").check()
        try repository.mlops("runs", "tag", "one", "keep=no").check()
        #expect(try show(repository, "one")["tags"] == ["keep": "no"])
        try repository.mlops("runs", "tag", "one", "-d", "keep").check()
        #expect(try show(repository, "one")["tags"] == .object([:]))
        let id = try #require(try show(repository, "one")["id"]?.stringValue)
        try repository.mlops("runs", "rm", "one").check()
        #expect(try repository.mlops("runs", "list", "--porcelain").output.split(separator: "\n").count == 1)
        try repository.mlops("runs", "restore", "r-\(id.prefix(10))").check()
        #expect(try repository.mlops("runs", "list", "--porcelain").output.split(separator: "\n").count == 2)
        try repository.mlops("runs", "rm", "one").check()
        #expect(try repository.mlops("runs", "show", "one").code == 128)
        try repository.mlops("runs", "restore", "one").check()
        #expect(try show(repository, "one")["id"]?.stringValue == id)
        #expect(try repository.mlops("runs", "show", "r-ffffffffff").code == 128)
    }

    @Test func hostileTextIsShownNotObeyed() throws {
        let repository = try Self.repository()
        let name = "esc\u{1b}[31m\nforged: line"
        try repository.mlops("run", "-q", "--name", name, "--", "sh", "-c", "printf 'one\\r\\ntwo\\033[2J\\n'; exit 1")
        let shown = try repository.mlops("runs", "show", name).check().output
        #expect(shown.contains(#"name:       esc\u001b[31m\nforged: line"#))
        #expect(shown.hasSuffix("    one\n    two\\u001b[2J"))
        #expect(try repository.mlops("runs", "list", "--porcelain").check().output.split(separator: "\n").count == 1)
    }

    @Test func overridesAreAllOrNothing() throws {
        let repository = try Self.repository()
        let before = try repository.read("params.yaml")
        let result = try repository.mlops("run", "-P", "lr=9", "-P", "lr.below=1", "--", "true")
        #expect(result.code == 128)
        #expect(try repository.read("params.yaml") == before)
        #expect(try repository.mlops("run", "-P", "../out.yaml:lr=9", "--", "true").code == 128)
        #expect(try repository.mlops("runs", "list", "--porcelain").output.isEmpty)
    }
}
