import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops log metric --stdin` with the built program.
@Suite struct MetricStreamTests {
    private func repository() throws -> TempRepository {
        let repository = try TempRepository()
        try repository.write("f", "x")
        try repository.commit("first")
        return repository
    }

    private func run(_ repository: TempRepository, _ name: String) throws -> JSONValue {
        try JSONValue.parse(Array(try repository.mlops("runs", "show", "--json", name).check().output.utf8))["run"]!
    }

    @Test func aHundredThousandPointsComeBack() throws {
        let repository = try repository()
        var text = ""
        for step in 0..<100_000 { text += "loss \(Double(step) / 8) \(step) \(1_767_323_045_000 + step)\n" }
        try repository.write("points", text)
        try repository.mlops("run", "-q", "-n", "one", "--", "sh", "-c", "git mlops log metric --stdin < points")
            .check()
        let series = try #require(try run(repository, "one")["series"]?["loss"])
        #expect(series["count"] == 100_000)
        #expect(series["last"] == 12499.875)
        #expect(series["min"] == 0.0)
        let history = try repository.mlops("runs", "show", "--metric", "loss", "one").check().output
        let lines = history.split(separator: "\n")
        #expect(lines.count == 100_000)
        #expect(lines.last?.hasSuffix("\t12499.875") == true)
        // A few large ops, not one for each point; and none of the files is larger than a chunk may be.
        #expect(Int(try repository.git("rev-list", "--count", "refs/mlops/v1/runs").output)! < 20)
        let sizes = try repository.git("ls-tree", "-r", "--format=%(objectsize)", "refs/mlops/v1/runs~1").output
        #expect(sizes.split(separator: "\n").allSatisfy { Int($0)! <= 256 << 10 })
        #expect(try repository.git("fsck", "--strict").code == 0)
    }

    @Test func everyFormOfALineIsRead() throws {
        let repository = try repository()
        try repository.mlops("run", "-q", "-n", "one", "--", "true").check()
        let input = """
            plain 0.5
            stepped\t1e-3  7
            timed -2 8 1767323045000

            ["a b", "NaN", 3]
            ["list", 4]
            {"key": "measured", "value": "-Infinity", "step": 9, "dataset": {"name": "d", "digest": "x"}, "logged": "m-1"}
            {"key": "far", "value": 1, "step": "9223372036854775807"}
            """
        try repository.mlops("log", "metric", "--stdin", "--step", "5", "--run", "one", input: input).check()
        let record = try run(repository, "one")
        let series = try #require(record["series"])
        #expect(series["plain"]?["step"] == 5)
        #expect(series["stepped"]?["last"] == 0.001)
        #expect(series["stepped"]?["step"] == 7)
        #expect(series["timed"]?["t"] == 1_767_323_045_000)
        #expect(series["a b"]?["last"] == "NaN")
        #expect(series["list"]?["step"] == 5)
        #expect(series["far"]?["step"] == "9223372036854775807")
        #expect(record["contexts"]?.arrayValue?.count == 1)
        #expect(record["contexts"]?.arrayValue?.first?["series"]?["measured"]?["last"] == "-Infinity")
    }

    @Test func aBadLineEndsItAndKeepsWhatCameBefore() throws {
        let repository = try repository()
        try repository.mlops("run", "-q", "-n", "one", "--", "true").check()
        let result = try repository.mlops(
            "log", "metric", "--stdin", "--run", "one", input: "loss 1 1\nloss 2 2\nloss x 3\nloss 4 4\n")
        #expect(result.code == 128)
        #expect(result.errors.hasPrefix("fatal: line 3 is no point: 'loss x 3'"))
        #expect(try run(repository, "one")["series"]?["loss"]?["count"] == 2)
    }

    /// What a pause let it write is there after kill -9, of the program and of the one that records.
    @Test func pointsBeforeAPauseSurviveBeingKilled() throws {
        let repository = try repository()
        let script = """
            mkfifo pipe
            git mlops log metric --stdin < pipe &
            exec 3> pipe
            seq 1 1000 | sed 's/^/loss 0.5 /' >&3
            for try in $(seq 200); do git mlops runs show --json one | grep -q '"count": 1000' && break; done
            kill -9 $! $PPID
            """
        _ = try repository.mlops("run", "-q", "-n", "one", "--", "sh", "-c", script)
        #expect(try run(repository, "one")["series"]?["loss"]?["count"] == 1000)
        #expect(try repository.git("fsck", "--strict").code == 0)
    }
}
