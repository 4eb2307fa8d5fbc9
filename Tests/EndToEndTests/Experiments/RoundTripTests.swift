import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Whatever a run says comes back from another clone byte for byte: docs/formats/log.md, "Ops".
@Suite struct RoundTripTests {
    private func show(_ repository: TempRepository, _ run: String) throws -> String {
        try repository.mlops("runs", "show", "--json", run).check().output
    }

    private func record(_ repository: TempRepository, _ run: String) throws -> JSONValue {
        try #require(try JSONValue.parse(Array(try show(repository, run).utf8))["run"])
    }

    /// A repository with a remote and the file `params.yaml`.
    private func repository(params: String) throws -> (here: TempRepository, bare: String) {
        let repository = try TempRepository()
        try repository.write("mlops.yaml", "stages:\n  s:\n    cmd: 'true'\n    params:\n    - params.yaml:\n")
        try repository.write("params.yaml", params)
        try repository.commit("first")
        let bare = try repository.addBareRemote()
        try repository.git("push", "-q", "-u", "origin", "main").check()
        return (repository, bare)
    }

    @Test func valuesThatJSONOrDoublesLack() throws {
        let (here, bare) = try repository(
            params: "big: 123456789012345678901234567890\nnan: .nan\ncafe\u{301}: 2\n")
        let script = """
            git mlops log metric loss nan --step 1; git mlops log metric loss inf --step 2; git mlops log metric loss -inf --step 3
            git mlops log metric caf\u{e9} 1; git mlops log metric cafe\u{301} 2
            git mlops log param caf\u{e9} 3; git mlops log param cafe\u{301} 4
            git mlops log param huge 99999999999999999999; git mlops log param empty ''
            git mlops log tag 'na\u{ef}ve=\u{1F600} "quoted" \\ back'
            git mlops log metric edge 5e-324 --step 9223372036854775807
            """
        try here.mlops("run", "-q", "-n", "na\u{ef}ve", "--", "sh", "-c", script).check()
        let run = try record(here, "na\u{ef}ve")
        #expect(run["params"]?["params.yaml"]?["big"] == .bigNumber("123456789012345678901234567890"))
        #expect(run["params"]?["params.yaml"]?["nan"] == "NaN")
        #expect(run["params"]?["params.yaml"]?["caf\u{e9}"] == nil)
        #expect(run["params"]?[""]?["caf\u{e9}"] == 3)
        #expect(run["params"]?[""]?["cafe\u{301}"] == 4)
        #expect(run["params"]?["params.yaml"]?["cafe\u{301}"] == 2)
        #expect(run["params"]?[""]?["huge"] == .bigNumber("99999999999999999999"))
        #expect(run["series"]?["loss"]?["last"] == "-Infinity")
        #expect(run["series"]?["loss"]?["max"] == "Infinity")
        #expect(run["series"]?["caf\u{e9}"]?["last"] == 1.0)
        #expect(run["series"]?["cafe\u{301}"]?["last"] == 2.0)
        #expect(run["series"]?["edge"]?["step"] == "9223372036854775807")
        #expect(run["tags"]?["na\u{ef}ve"] == "\u{1F600} \"quoted\" \\ back")
        try here.git("push", "-q").check()
        try here.mlops("sync").check()
        let there = try here.clone("there", from: bare)
        try there.mlops("sync").check()
        #expect(try show(there, "na\u{ef}ve") == show(here, "na\u{ef}ve"))
    }

    @Test func noParametersAndTenThousand() throws {
        let (here, bare) = try repository(params: "{}\n")
        try here.mlops("run", "-q", "-n", "none", "--", "true").check()
        #expect(try record(here, "none")["status"] == "finished")
        try here.write("params.yaml", (0..<10_000).map { "key_\($0): value number \($0)\n" }.joined())
        try here.mlops("run", "-q", "-n", "many", "--", "true").check()
        let params = try #require(try record(here, "many")["params"]?["params.yaml"]?.objectValue)
        #expect(params.count == 10_000)
        #expect(params["key_9999"] == "value number 9999")
        let commits = try here.git("rev-list", "refs/mlops/v1/runs").output.split(separator: "\n")
        for commit in commits {
            #expect(Int(try here.git("cat-file", "-s", "\(commit):ops").output)! <= 256 << 10)
        }
        try here.mlops("sync").check()
        let there = try here.clone("there", from: bare)
        try there.mlops("sync").check()
        #expect(try show(there, "many") == show(here, "many"))
    }

    @Test func aParameterThatChangesIsMarked() throws {
        let (here, _) = try repository(params: "{}\n")
        let script =
            "git mlops log param k 1; git mlops log param k 1; git mlops log param j 1; git mlops log param j 2"
        try here.mlops("run", "-q", "-n", "one", "--", "sh", "-c", script).check()
        #expect(try record(here, "one")["conflicts"] == ["j"])
        #expect(try record(here, "one")["params"]?[""]?["k"] == 1)
    }

    /// A program of tomorrow wrote ops of its own, and one of them claims to be from the end of time.
    @Test func unknownKindsAndBadClocksHurtNothing() throws {
        let (here, bare) = try repository(params: "{}\n")
        try here.mlops("run", "-q", "-n", "one", "--", "true").check()
        let id = try #require(try record(here, "one")["id"]?.stringValue)
        func line(_ kind: String, _ lamport: String, _ rest: String) throws -> String {
            let body =
                "\"k\":\"\(kind)\",\"l\":\(lamport),\"run\":\"\(id)\",\"t\":1,\(rest),\"v\":1,\"w\":\"\(String(repeating: "e", count: 32))\",\"x\":\"00\"}"
            let digest = try here.run(["sha256sum"], input: "{\"by\":\"x\"," + body).output.prefix(40)
            return "{\"by\":\"x\",\"id\":\"\(digest)\"," + body
        }
        let ops = try [
            line("run.teleport", "50", "\"to\":[1]"), line("run.note", "281474976710656", "\"text\":\"from 2099\""),
            line("run.note", "51", "\"text\":\"kept\",\"u\":{\"new\":1}"),
        ]
        let blob = try here.git("hash-object", "-w", "--stdin", input: ops.joined(separator: "\n") + "\n").check()
            .output
        let tree = try here.git("mktree", input: "100644 blob \(blob)\tops\n").check().output
        let commit = try here.git("commit-tree", tree, "-p", "refs/mlops/v1/runs", "-m", "x").check().output
        try here.git("update-ref", "refs/mlops/v1/runs", commit).check()
        #expect(try record(here, "one")["note"] == "kept")
        #expect(try record(here, "one")["status"] == "finished")
        // The next op comes after those that are folded, not after the one from the end of time.
        try here.mlops("runs", "note", "one", "later").check()
        #expect(try record(here, "one")["note"] == "later")
        #expect(try here.git("show", "refs/mlops/v1/runs:ops").output.contains("\"l\":52,"))
        try here.mlops("sync").check()
        let there = try here.clone("there", from: bare)
        try there.mlops("sync").check()
        #expect(try show(there, "one") == show(here, "one"))
        #expect(try there.git("log", "-p", "refs/mlops/v1/runs", "--", "ops").output.contains("run.teleport"))
    }
}
