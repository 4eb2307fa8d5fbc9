import MLOpsCore
import MLOpsTestSupport
import Testing

/// Two clones change the same thing: after two syncs both show the same, by the table in docs/formats/log.md.
@Suite struct ConcurrentEditTests {
    @Test func theSameNumberRegisteredTwice() throws {
        let team = try RegistryTeam()
        try team.ada.mlops("model", "register", "m1.bin", "--name", "fraud", "--description", "hers").check()
        try team.ben.mlops("model", "register", "m2.bin", "--name", "fraud", "--description", "his").check()
        try team.ben.mlops("model", "promote", "--offline", "fraud@v4", "Staging").check()
        let told = try (0..<2).flatMap { _ in try team.clones.map { try $0.mlops("sync").check().errors } }
        #expect(told.count { $0.contains("; yours is v4-") } == 1)
        _ = try team.agreed()
        let versions = try team.ada.model()["versions"]!.arrayValue!.filter { $0["number"]?.integerValue == 4 }
        let names = versions.compactMap { $0["name"]?.stringValue }
        #expect(names.count == 2)
        #expect(names.contains("v4"))
        let long = try #require(names.first { $0.hasPrefix("v4-") })
        #expect(long.utf8.count == "v4-".utf8.count + 8)
        let his = try #require(versions.first { $0["description"]?.stringValue == "his" })
        #expect(his["stages"] == ["Staging"])
        // Nothing is numbered again, and the next is 5.
        #expect(try team.ben.mlops("model", "register", "m3.bin", "--name", "fraud").check().output == "fraud@v5")
        #expect(try team.ada.mlops("model", "show", "fraud@\(long)").check().output.contains("fraud@\(long)"))
    }

    @Test func theSameModelCreatedTwice() throws {
        let team = try RegistryTeam()
        try team.ada.mlops("model", "register", "m1.bin", "--name", "churn").check()
        try team.ben.mlops("model", "register", "m2.bin", "--name", "churn").check()
        try team.sync()
        _ = try team.agreed()
        let models = try JSONValue.parse(try team.ada.mlops("model", "list", "--json").check().outputBytes)["models"]!
        let churn = models.arrayValue!.filter { $0["name"]?.stringValue == "churn" }
        #expect(churn.count == 1)
        #expect(churn.first?["versions"]?.arrayValue?.count == 2)
    }

    @Test func deletionAndEdit() throws {
        let team = try RegistryTeam()
        try team.ada.mlops("model", "delete", "fraud").check()
        try team.ben.mlops("model", "describe", "fraud", "still good").check()
        try team.ben.mlops("model", "tag", "fraud", "owner=ben").check()
        try team.sync()
        _ = try team.agreed()
        #expect(try team.ben.mlops("model", "list").check().errors.contains("no models yet"))
        try team.ben.mlops("model", "restore", "fraud").check()
        try team.sync()
        _ = try team.agreed()
        let model = try team.ada.model()
        #expect(model["description"] == "still good")
        #expect(model["tags"] == ["owner": "ben"])
        #expect(try team.ada.production() == "v1")
    }

    @Test func tagsOfBothSurviveAndTheLastDescriptionCounts() throws {
        let team = try RegistryTeam()
        try team.ada.mlops("model", "tag", "fraud", "a=1").check()
        try team.ben.mlops("model", "tag", "fraud", "b=2").check()
        try team.ada.mlops("model", "describe", "fraud", "one").check()
        try team.ben.mlops("model", "describe", "fraud", "two").check()
        try team.ada.mlops("model", "alias", "fraud@v1", "champion").check()
        try team.ben.mlops("model", "alias", "fraud@v2", "champion").check()
        try team.sync()
        _ = try team.agreed()
        let model = try team.ada.model()
        #expect(model["tags"] == ["a": "1", "b": "2"])
        #expect(model["history"]!.arrayValue!.count { $0["kind"] == "model.describe" } == 2)
        #expect(try team.ada.mlops("model", "get", "fraud@champion").check().output.hasPrefix("v"))
    }

    @Test func runsThatAreEditedAndDeletedOnBothSides() throws {
        let team = try RegistryTeam()
        try team.ada.mlops("run", "-q", "--name", "shared", "-P", "lr=1", "--", "true").check()
        try team.sync()
        try team.ada.mlops("runs", "tag", "shared", "a=1").check()
        try team.ben.mlops("runs", "tag", "shared", "b=2").check()
        try team.ada.mlops("runs", "note", "shared", "hers").check()
        try team.ben.mlops("runs", "rm", "shared").check()
        try team.sync()
        let views = try team.clones.map { try $0.mlops("runs", "list", "--deleted", "--json").check().output }
        #expect(views[0] == views[1])
        #expect(try team.ada.mlops("runs", "list", "--porcelain").check().output.isEmpty)
        let run = try JSONValue.parse(Array(views[0].utf8))["runs"]!.arrayValue![0]
        #expect(run["deleted"] == true)
        #expect(run["tags"] == ["a": "1", "b": "2"])
        #expect(run["note"] == "hers")
        try team.ben.mlops("runs", "restore", run["id"]!.stringValue!).check()
        try team.sync()
        #expect(try team.ada.mlops("runs", "list", "--porcelain").check().output.contains("shared"))
    }
}
