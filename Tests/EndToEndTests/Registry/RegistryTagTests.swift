import MLOpsCore
import MLOpsTestSupport
import Testing

/// The registry as tags that the real GTO reads.
@Suite struct RegistryTagTests {
    private func tags(_ repository: TempRepository) throws -> [String] {
        try repository.git("tag", "--list").output.split(separator: "\n").map(String.init)
    }

    @Test func promotionsAreTagsAndNoneIsEverMoved() throws {
        let ada = try TempRepository(name: "a")
        let bare = try ada.addBareRemote()
        try ada.git("config", "mlops.registryTags", "true").check()
        for number in 1...3 {
            try ada.write("m.bin", "\(number)\n")
            try ada.commit("\(number)")
            if number == 2 { try ada.git("tag", "fraud@v2.0.0").check() }
            let registered = try ada.mlops("model", "register", "m.bin", "--name", "fraud").check()
            #expect(registered.errors.contains("'fraud@v2.0.0' is somebody else's") == (number > 1))
        }
        try ada.git("push", "-q", "-u", "origin", "main").check()
        let foreign = try ada.git("rev-parse", "fraud@v2.0.0").output
        try ada.mlops("model", "promote", "fraud@v1", "Production").check()
        try ada.mlops("model", "promote", "fraud@v3", "Staging").check()
        #expect(try ada.git("rev-parse", "fraud@v2.0.0").output == foreign)
        let ours = ["fraud#Production#1", "fraud#Staging#2", "fraud@v1.0.0", "fraud@v3.0.0"]
        #expect(try tags(ada).filter { $0 != "fraud@v2.0.0" } == ours)
        let remote = try ada.git("ls-remote", "--tags", "--refs", "origin").output
        #expect(ours.allSatisfy { remote.contains("refs/tags/\($0)") } && !remote.contains("fraud@v2.0.0"))
        // The same state makes no new tag, here or in a clone.
        try ada.mlops("model", "promote", "fraud@v3", "Staging").check()
        let ben = try ada.clone("b", from: bare)
        try ben.git("config", "mlops.registryTags", "true").check()
        try ben.mlops("sync").check()
        try ben.mlops("model", "mirror").check()
        #expect(try tags(ben).filter { $0.hasPrefix("fraud#") } == Array(ours.prefix(2)))
        // A race for a number: who is second takes the first one's tag and counts on.
        try ada.mlops("model", "promote", "fraud@v3", "Production").check()
        try ben.mlops("sync").check()
        try ben.mlops("model", "promote", "fraud@v1", "Staging").check()
        #expect(try tags(ben).contains("fraud#Staging#4"))
        #expect(try tags(ben).contains("fraud#Production#3"))
    }

    /// Who archives what is in a stage empties it; tags that only look like GTO's do not count.
    @Test func whatIsArchivedLeavesItsStage() throws {
        let repository = try TempRepository()
        try repository.write("m.bin", "one\n")
        try repository.commit("one")
        try repository.git("config", "mlops.registryTags", "true").check()
        try repository.git("tag", "fraud#other#-1").check()
        try repository.mlops("model", "register", "m.bin", "--name", "fraud").check()
        try repository.mlops("model", "promote", "fraud@v1", "Production").check()
        try repository.mlops("model", "archive", "--force", "fraud@v1").check()
        let mine = ["fraud#Archived#3", "fraud#Production!#2", "fraud#Production#1", "fraud@v1.0.0"]
        #expect(try tags(repository).filter { $0 != "fraud#other#-1" } == mine)
    }

    @Test func twoVersionsOnOneCommitAreNotTagged() throws {
        let team = try RegistryTeam(1)
        try team.ada.git("config", "mlops.registryTags", "true").check()
        let told = try team.ada.mlops("model", "promote", "fraud@v2", "Staging").check().errors
        #expect(told.contains("v2, v3 of 'fraud': another version has the same commit, so no tags"))
        #expect(try tags(team.ada) == ["fraud#Production#1", "fraud@v1.0.0"])
    }

    @Test(.enabled(if: Peers.find("gto") != nil, "\(Peers.missing("gto"))")) func gtoReadsThem() throws {
        let repository = try TempRepository()
        try repository.write("m.bin", "one\n")
        try repository.commit("one")
        try repository.git("config", "mlops.registryTags", "true").check()
        try repository.mlops("model", "register", "m.bin", "--name", "fraud").check()
        try repository.write("m.bin", "two\n")
        try repository.commit("two")
        try repository.mlops("model", "register", "m.bin", "--name", "fraud").check()
        try repository.mlops("model", "promote", "fraud@v1", "Production").check()
        try repository.mlops("model", "promote", "fraud@v2", "Staging").check()
        let gto = Peers.find("gto")!
        let shown = try JSONValue.parse(try repository.run([gto, "show", "fraud", "--json"]).check().outputBytes)
        let stages = shown.arrayValue!.reduce(into: [String: String]()) { result, row in
            let stage = row["stage"]?.stringValue ?? row["stages"]?.stringValue ?? ""
            for name in ["Production", "Staging"] where stage.contains(name) || "\(row)".contains(name) {
                result[name] = row["version"]?.stringValue
            }
        }
        #expect(stages["Production"] == "v1.0.0")
        #expect(stages["Staging"] == "v2.0.0")
        let history = try repository.run([gto, "history", "fraud", "--plain"]).check().output
        #expect(history.contains("registration") && history.contains("assignment"))
        // An empty stage is empty for GTO, too, which otherwise goes back to who was there before.
        try repository.mlops("model", "promote", "fraud@v2", "Production").check()
        // Both promotions may fall into one second.
        let current = try repository.run([gto, "show", "fraud#Production", "--plain"]).check().output
        #expect(current.contains("v2.0.0"), "\(current)")
        try repository.mlops("model", "unstage", "fraud", "Production").check()
        #expect(try tags(repository).filter { $0.hasPrefix("fraud#Production!") }.count == 2)
        let left = try repository.run([gto, "show", "fraud#Production", "--plain"]).output
        #expect(!left.contains("v1.0.0") && !left.contains("v2.0.0"), "\(left)")
        try repository.mlops("model", "mirror").check()
        #expect(try tags(repository).filter { $0.hasPrefix("fraud#Production!") }.count == 2)
    }
}
