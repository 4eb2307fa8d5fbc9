import MLOpsCore
import MLOpsTestSupport
import Testing

/// Promotions of several clones: the table in docs/formats/log.md, through real pushes.
@Suite struct PromotionTests {
    @Test func onlineTheSecondIsToldAndChangesNothing() throws {
        let team = try RegistryTeam()
        try team.ada.mlops("model", "promote", "fraud@v2", "Production").check()
        let lost = try team.ben.mlops("model", "promote", "fraud@v3", "Production")
        #expect(lost.code == 1)
        #expect(lost.errors.contains("carl@example.com promoted v2 first"))
        #expect(try team.ben.production() == "v2")
        #expect(try team.ben.count("model.stage") == 2)
        try team.ben.mlops("model", "promote", "fraud@v3", "Production").check()
        try team.sync()
        #expect(try team.ada.production() == "v3")
        _ = try team.agreed()
    }

    @Test func ofManyWhoPromoteAtOnceOneWins() throws {
        let team = try RegistryTeam(4)
        let script = (0..<4).map { index in
            "(cd ../\(["a", "b", "c", "d"][index]) && git mlops model register m1.bin --name own\(index) >/dev/null && "
                + "git mlops model promote fraud@v\(index % 2 + 2) Staging >../out\(index) 2>&1; echo $? >../code\(index)) &"
        }.joined(separator: "\n")
        try team.ada.run(["sh", "-c", script + "\nwait"]).check()
        let codes = try (0..<4).map { try team.ada.run(["cat", "../code\($0)"]).output }
        let texts = try (0..<4).map { try team.ada.run(["cat", "../out\($0)"]).output }
        #expect(codes.count { $0 == "0" } - texts.count { $0.contains("already") } == 1, "\(texts)")
        #expect(codes.allSatisfy { $0 == "0" || $0 == "1" })
        try team.sync()
        _ = try team.agreed()
        let staging = try team.ada.model()["stages"]?["Staging"]
        #expect(staging?["contested"]?.boolValue == false)
        #expect(try team.ada.count("model.yield") == 0)
        #expect(try team.ada.mlops("model", "list", "--json").check().output.contains("own3"))
    }

    @Test func offlineTheSecondToSyncYields() throws {
        let team = try RegistryTeam()
        try team.ada.mlops("model", "promote", "--offline", "fraud@v2", "Production").check()
        try team.ben.mlops("model", "promote", "--offline", "fraud@v3", "Production").check()
        try team.ada.mlops("sync").check()
        let second = try team.ben.mlops("sync").check()
        #expect(second.errors.contains("v2 was promoted by carl@example.com meanwhile"))
        #expect(try team.ben.production() == "v2")
        try team.sync()
        _ = try team.agreed()
        #expect(try team.ada.production() == "v2")
        #expect(try team.ada.count("model.yield") == 1)
        #expect(try team.ada.count("model.stage") == 3)
        try team.ben.mlops("model", "promote", "fraud@v3", "Production").check()
        #expect(try team.ben.production() == "v3")
    }

    /// The value on the remote is watched by a third clone after every step.
    @Test func aConcurrentPromotionNeverChangesWhatIsPublished() throws {
        let team = try RegistryTeam(3)
        try team.ben.mlops("model", "promote", "--offline", "fraud@v3", "Production").check()
        try team.ada.mlops("model", "promote", "fraud@v2", "Production").check()
        for clone in [team.ben, team.ada, team.ben] {
            try clone.mlops("sync").check()
            try team.clones[2].mlops("sync").check()
            #expect(try team.clones[2].production() == "v2")
        }
        // A new clone has nothing but what the remote has.
        let late = try team.ada.clone("late", from: team.bare)
        try late.mlops("sync").check()
        #expect(try late.production() == "v2")
    }

    @Test func aStageThatWasEmptiedMeanwhileStaysEmpty() throws {
        let team = try RegistryTeam()
        try team.ben.mlops("model", "promote", "--offline", "fraud@v3", "Production").check()
        try team.ada.mlops("model", "unstage", "fraud", "Production", "--why", "recalled").check()
        try team.ada.mlops("sync").check()
        #expect(try team.ben.mlops("sync").check().errors.contains("emptied the stage"))
        try team.sync()
        _ = try team.agreed()
        #expect(try team.ada.production() == "")
        #expect(try team.ada.mlops("model", "get", "fraud@Production").code == 1)
    }

    @Test func theSameVersionOnBothSidesIsNoConflict() throws {
        let team = try RegistryTeam()
        for clone in team.clones { try clone.mlops("model", "promote", "--offline", "fraud@v2", "Production").check() }
        try team.sync()
        _ = try team.agreed()
        #expect(try team.ada.production() == "v2")
        #expect(try team.ada.count("model.stage") == 3)
        #expect(try team.ada.count("model.yield") == 0)
    }

    @Test func twoRemotesContestAndOneResolveEndsIt() throws {
        let team = try RegistryTeam(4)
        let (ada, ben, third, fourth) = (team.clones[0], team.clones[1], team.clones[2], team.clones[3])
        let other = ada.directory.path("other.git")
        try ada.run(["git", "clone", "-q", "--mirror", team.bare, other]).check()
        try ben.git("remote", "set-url", "origin", other).check()
        for clone in [third, fourth] { try clone.git("remote", "add", "other", other).check() }
        try ada.mlops("model", "promote", "fraud@v2", "Production").check()
        try ben.mlops("model", "promote", "fraud@v3", "Production").check()
        // One who knows both remotes brings each to the other: neither gives way.
        for _ in 0..<2 { for remote in ["origin", "other"] { try third.mlops("sync", remote).check() } }
        for _ in 0..<2 { for remote in ["other", "origin"] { try fourth.mlops("sync", remote).check() } }
        try team.sync()
        _ = try team.agreed()
        for clone in team.clones { #expect(try clone.production() == "CONTESTED") }
        let shown = try ada.mlops("model", "get", "fraud@Production").check()
        #expect(shown.errors.contains("contested"))
        #expect(shown.output.hasPrefix(try ben.mlops("model", "get", "fraud@Production").check().output))
        let warning = try #require(try contested(ben))
        #expect(["v2 and v3", "v3 and v2"].contains { warning.message == "fraud: \($0) contend for Production" })
        let fix = warning.fix.split(separator: " ").map(String.init)
        #expect(Array(fix.prefix(5)) == ["git", "mlops", "model", "resolve", "--winner"])
        let winner = fix[5]
        try ben.run(fix + ["--why", "agreed"]).check()
        #expect(try contested(ben) == nil)
        try ben.mlops("sync").check()
        for remote in ["other", "origin"] { try third.mlops("sync", remote).check() }
        try team.sync()
        _ = try team.agreed()
        for clone in team.clones { #expect(try clone.production() == winner) }
        #expect(try ada.count("model.resolve") == 1)
    }

    /// What doctor says of a contested stage, and the command it proposes.
    private func contested(_ repository: TempRepository) throws -> (message: String, fix: String)? {
        let report = try JSONValue.parse(repository.mlops("doctor", "--json").outputBytes)
        let found = report["findings"]?.arrayValue?.first { $0["message"]?.stringValue?.contains("contend") ?? false }
        return found.map { ($0["message"]?.stringValue ?? "", $0["fix"]?.stringValue ?? "") }
    }

    @Test func withoutARemoteItIsLocalAndSaysSo() throws {
        let team = try RegistryTeam()
        try team.ben.git("remote", "set-url", "origin", "/nowhere/at/all").check()
        let result = try team.ben.mlops("model", "promote", "fraud@v2", "Production").check()
        #expect(result.errors.contains("cannot reach 'origin'"))
        #expect(try team.ben.production() == "v2")
        try team.ben.git("remote", "set-url", "origin", team.bare).check()
        try team.sync()
        #expect(try team.ada.production() == "v2")
        let alone = try TempRepository()
        try alone.write("m.bin", "x")
        try alone.mlops("model", "register", "m.bin", "--name", "fraud").check()
        #expect(
            try alone.mlops("model", "promote", "fraud@1", "production").check().errors.hasSuffix(
                "is in Production here"))
        #expect(try alone.production() == "v1")
    }
}
