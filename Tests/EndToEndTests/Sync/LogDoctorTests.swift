import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// What doctor and status say of the log, with the command that mends it. CloneKindTests has holes and copies.
@Suite struct LogDoctorTests {
    private func findings(_ repository: TempRepository) throws -> [(verdict: String, message: String, fix: String?)] {
        let report = try JSONValue.parse(repository.mlops("doctor", "--json").outputBytes)
        guard case .array(let items)? = report["findings"] else { return [] }
        return items.filter { $0["area"] == "runs" || $0["area"] == "remotes" }.map {
            ($0["verdict"]?.stringValue ?? "", $0["message"]?.stringValue ?? "", $0["fix"]?.stringValue)
        }
    }

    private func warnings(_ repository: TempRepository) throws -> [String: String?] {
        Dictionary(
            try findings(repository).filter { $0.verdict != "ok" }.map { ($0.message, $0.fix) },
            uniquingKeysWith: { $1 })
    }

    @Test func opsThatARemoteLacks() throws {
        let project = try SyncProject()
        try project.first.addBareRemote("second")
        try project.record("one", in: project.first)
        try project.first.mlops("model", "register", "--name", "fraud", "mlops.yaml").check()
        try project.first.mlops("sync", "origin").check()
        let after = try findings(project.first)
        #expect(after.contains { $0.verdict == "ok" && $0.message == "origin has every op of this clone" })
        let fixes = after.filter { $0.message.contains("not pushed to second") }
        #expect(fixes.count == 2)
        #expect(fixes.allSatisfy { $0.fix == "git mlops sync second" })
        #expect(try project.first.mlops("status").output.contains("not pushed to second"))
        #expect(try !project.first.mlops("status").output.contains("not pushed to origin"))
        let json = try JSONValue.parse(project.first.mlops("status", "--json").outputBytes)
        #expect(json["unpushed_ops"]?["origin"] == 0)
        try project.first.mlops("sync", "second").check()
        #expect(try warnings(project.first).isEmpty)
    }

    /// A remote has a log in the format after this one beside ours.
    @Test func aLaterFormatIsSaid() throws {
        let project = try SyncProject()
        try project.record("one", in: project.first)
        try project.first.mlops("sync").check()
        try project.first.run(["git", "-C", project.bare, "update-ref", "refs/mlops/v2/runs", "main"]).check()
        let sentence = "'origin' has a log in format v2, which this version cannot read"
        for _ in 0..<2 { #expect(try project.first.mlops("sync").check().errors.contains(sentence)) }
        #expect(try project.first.mlops("log", "verify").check().errors.contains("hint: upgrade git-mlops"))
        #expect(try warnings(project.first)[sentence] != nil)
        #expect(try project.runs(project.first) == ["one"])
        #expect(try project.refs(project.bare, "refs/mlops/v2") == ["refs/mlops/v2/runs"])
    }

    /// A git that was killed leaves its lock file: what needs it says so, the rest goes on.
    @Test func aLockFileInTheWayIsNamed() throws {
        let project = try SyncProject()
        try project.record("one", in: project.first)
        try project.first.mlops("sync").check()
        try project.first.run(["git", "-C", project.bare, "update-ref", "-d", SyncProject.trunk]).check()
        try project.first.write(".git/packed-refs.lock", "")
        let result = try project.first.mlops("sync")
        #expect(result.code == 128)
        #expect(result.errors.contains("hint: remove the file '") && result.errors.contains("packed-refs.lock' if no"))
        try project.first.mlops("runs", "note", "one", "meanwhile").check()
        #expect(try project.runs(project.first) == ["one"])
        try Files.remove(project.first.path(".git/packed-refs.lock"))
        try project.first.mlops("sync").check()
        #expect(try project.runsOnServer() == ["one"])
    }

    @Test func openInboxes() throws {
        let project = try SyncProject()
        let job = try project.clone("job", "--depth=1", from: project.address)
        try project.record("job", in: job)
        try job.mlops("sync", "--inbox").check()
        try project.first.git("fetch", "-q").check()
        #expect(try warnings(project.first)["1 inbox waits on origin to be folded"] == "git mlops sync origin")
        try project.first.mlops("sync").check()
        #expect(try warnings(project.first).isEmpty)
    }

    @Test func aRemoteThatGitFetchDoesNotAskForRuns() throws {
        let project = try SyncProject()
        try project.record("one", in: project.first)
        try project.first.mlops("sync").check()
        try project.first.git("config", "--unset-all", "remote.origin.fetch", "mlops").check()
        #expect(try warnings(project.first)["origin: git fetch does not bring runs"] == "git mlops init")
    }

    /// A writer whose clock is beyond every bound: kept, not folded, and named.
    @Test func opsWithAnImpossibleClock() throws {
        let project = try SyncProject()
        try project.record("one", in: project.first)
        let line = try project.first.git("show", "\(SyncProject.trunk):ops").output.split(separator: "\n").first ?? ""
        guard case .object(var body) = try JSONValue.parse(Array(line.utf8)) else { return }
        body["id"] = nil
        body["l"] = .integer(1 << 48)
        let canonical = Op.canonicalBody(body)
        let digest = try project.first.run(["sha256sum"], input: String(decoding: canonical, as: UTF8.self)).output
        let forged = String(decoding: Op(id: String(digest.prefix(40)), body: body).line, as: UTF8.self)
        let blob = try project.first.git("hash-object", "-w", "--stdin", input: forged + "\n").output
        let tree = try project.first.git("mktree", input: "100644 blob \(blob)\tops\n").output
        let commit = try project.first.git("commit-tree", tree, "-p", SyncProject.trunk, "-m", "x").output
        try project.first.git("update-ref", SyncProject.trunk, commit).check()
        let found = try findings(project.first).filter { $0.message.contains("impossible clock") }
        #expect(found.count == 1)
        #expect(found.first?.fix == "git mlops log verify")
    }
}
