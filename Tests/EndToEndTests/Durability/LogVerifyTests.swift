import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops log verify` and `log show`; invariant 13 of the log for lines that are wrong.
@Suite struct LogVerifyTests {
    private func findings(_ project: DurabilityProject) throws -> [String: JSONValue] {
        let result = try project.repository.mlops("log", "verify", "--json")
        let json = try JSONValue.parse(Array(result.output.utf8))
        guard case .array(let items)? = json["findings"] else { return [:] }
        #expect(result.code == (items.isEmpty ? 0 : 1))
        return Dictionary(items.map { ($0["kind"]?.stringValue ?? "", $0) }) { first, _ in first }
    }

    /// Puts a commit with these lines on the trunk, as another program might.
    private func append(_ lines: String, extra: String = "", to project: DurabilityProject) throws {
        let git = project.repository
        let blob = try git.git("hash-object", "-w", "--stdin", input: lines).check().output
        let tree = try git.git("mktree", input: "100644 blob \(blob)\tops\n\(extra)").check().output
        let commit = try git.git("commit-tree", tree, "-p", DurabilityProject.trunk, "-m", "x").check().output
        try git.git("update-ref", DurabilityProject.trunk, commit).check()
    }

    /// The stored line of the run's last note, with some text replaced and its id made right again.
    private func line(_ project: DurabilityProject, _ replacements: (String, String)...) throws -> String {
        let stored = try project.repository.mlops("log", "show", project.run).check().output
        var body = String(try #require(stored.split(separator: "\n").last))
        let id = try #require(body.firstRange(of: /"id":"[0-9a-f]{40}",/))
        body.removeSubrange(id)
        for (old, new) in replacements { body = body.replacing(old, with: new) }
        let digest = try Shell.run(
            ["sha256sum"], in: project.repository.path, environment: project.repository.environment,
            input: Array(body.utf8)
        ).output.prefix(40)
        return body.replacing(",\"k\":", with: ",\"id\":\"\(digest)\",\"k\":")
    }

    @Test func aGoodLogHasNoFindings() throws {
        let project = try DurabilityProject()
        try project.note("fine").check()
        let result = try project.repository.mlops("log", "verify")
        #expect(result.code == 0)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("checked "))
        #expect(try findings(project).isEmpty)
    }

    @Test func showPrintsTheStoredBytes() throws {
        let project = try DurabilityProject()
        try project.note("naïve \u{1F600} \"quoted\"").check()
        let shown = try project.repository.mlops("log", "show", project.run).check().output
        let stored = try project.repository.git("show", "\(DurabilityProject.trunk):ops").check().output
        #expect(shown.split(separator: "\n").last.map(String.init) == stored)
        let id = try #require(try JSONValue.parse(Array(stored.utf8))["id"]?.stringValue)
        #expect(try project.repository.mlops("log", "show", String(id.prefix(12))).check().output == stored)
        #expect(try project.repository.mlops("log", "show", "--all").check().output == shown)
        let json = try project.repository.mlops("log", "show", "--json", project.run).check().output
        #expect(try JSONValue.parse(Array(json.utf8))["ops"] == .array(try project.ops()))
        #expect(try project.repository.mlops("log", "show", "nothing").code == 128)
        #expect(try project.repository.mlops("log", "show").code == 129)
    }

    /// One warning, and the rest works.
    @Test func tornLinesAndForgedOpsAreLeftOut() throws {
        let project = try DurabilityProject()
        try project.note("kept").check()
        let good = try line(project, ("kept", "by another program"))
        try append("{\"torn\":\n\(good)\n\(good.replacing("another program", with: "a forger"))\n", to: project)
        let listed = try project.repository.mlops("runs", "list")
        #expect(listed.code == 0)
        #expect(listed.errors == "warning: 2 damaged lines in the log were left out")
        #expect(try project.notes().contains("by another program"))
        #expect(try !project.notes().contains("by a forger"))
        let found = try findings(project)
        #expect(Set(found.keys) == ["damaged-line"] || Set(found.keys) == ["damaged-line", "bad-digest"])
    }

    @Test func aForgedOpIsFound() throws {
        let project = try DurabilityProject()
        try project.note("kept").check()
        let forged = try line(project, ("kept", "signed")).replacing("signed", with: "forged")
        try append(forged + "\n", to: project)
        #expect(Set(try findings(project).keys) == ["bad-digest"])
        #expect(try project.notes() == ["kept"])
    }

    @Test func aClockOutOfBoundsIsKeptAndCountsForNothing() throws {
        let project = try DurabilityProject()
        try project.note("kept").check()
        let clock = try #require(try project.ops().last?["l"]?.integerValue)
        let wild = try line(project, ("\"l\":\(clock)", "\"l\":\(Int64(1) << 48)"), ("kept", "from the future"))
        try append(wild + "\n", to: project)
        #expect(Set(try findings(project).keys) == ["bad-lamport"])
        let shown = try project.repository.mlops("runs", "show", "--json", project.run).check().output
        #expect(try JSONValue.parse(Array(shown.utf8))["run"]?["note"] == "kept")
        try project.note("goes on").check()
        #expect(try project.ops().filter { $0["text"] == "goes on" }.first?["l"] == .integer(clock + 1))
    }

    @Test func unknownKindsAndKeysAreKeptAndIgnored() throws {
        let project = try DurabilityProject()
        try project.note("kept").check()
        let strange = try line(
            project, ("\"k\":\"run.note\"", "\"k\":\"run.zzz\",\"kk\":{\"deep\":[1,null]}"), ("kept", "strange"))
        try append(strange + "\n", to: project)
        #expect(try findings(project).isEmpty)
        #expect(try project.ops().contains { $0["k"] == "run.zzz" })
        let shown = try project.repository.mlops("runs", "show", "--json", project.run).check().output
        #expect(try JSONValue.parse(Array(shown.utf8))["run"]?["note"] == "kept")
        try project.expectUsable()
    }

    @Test func treesOfAnotherShapeAreFound() throws {
        let project = try DurabilityProject()
        try project.note("kept").check()
        let tree = try project.repository.git("rev-parse", "HEAD^{tree}").output
        let snap = try project.repository.git(
            "mktree", input: "040000 tree \(tree)\t\(String(repeating: "0", count: 40))\n"
        ).check().output
        try append(try line(project, ("kept", "beside")) + "\n", extra: "040000 tree \(snap)\tsnap\n", to: project)
        let found = try findings(project)
        #expect(Set(found.keys) == ["bad-tree"])
        #expect(found["bad-tree"]?["message"]?.stringValue?.contains("is another tree") == true)
    }

    @Test func aTrunkThatWentBackIsFoundAndComesForwardAgain() throws {
        let project = try DurabilityProject()
        try project.note("kept").check()
        try project.repository.git("update-ref", DurabilityProject.trunk, "\(DurabilityProject.trunk)~").check()
        let found = try findings(project)
        #expect(found["backwards"] != nil)
        let mend = try #require(found["backwards"]?["mend"]?.stringValue)
        try project.repository.run(["sh", "-c", mend]).check()
        #expect(try project.notes() == ["kept"])
        #expect(try findings(project).isEmpty)
    }

    @Test func anIndexThatLiesIsFoundAndMadeAnew() throws {
        let project = try DurabilityProject()
        try project.note("kept").check()
        try project.repository.run([
            "python3", "-c",
            "import sqlite3; d = sqlite3.connect('.git/mlops/index.sqlite'); "
                + "d.execute('UPDATE runs SET status = \"failed\"'); d.commit()",
        ]).check()
        #expect(Set(try findings(project).keys) == ["index"])
        try project.repository.mlops("log", "verify", "--repair").check()
        #expect(try findings(project).isEmpty)
    }
}
