import MLOpsCore
import MLOpsTestSupport
import Testing

/// `git mlops model` in one clone.
@Suite struct ModelCommandTests {
    @Test func aVersionPinsFilesRunCommitAndCode() throws {
        let repository = try TempRepository()
        try repository.write("train.sh", "git mlops log artifact model.bin\n")
        try repository.write("model.bin", "weights\n")
        let commit = try repository.commit("first")
        try repository.mlops("run", "-q", "--name", "fraud", "--", "sh", "train.sh").check()
        let document = try JSONValue.parse(
            try repository.mlops("model", "register", "fraud", "--json").check().outputBytes)
        let version = document["version"]!
        let digest = try repository.run(["sha256sum", "model.bin"]).check().output.prefix(64)
        #expect(document["model"] == "fraud")
        #expect(version["files"]?.arrayValue?.first?["sha256"]?.stringValue == String(digest))
        #expect(version["commit"]?.stringValue == commit)
        #expect(version["tree"]?.stringValue == (try repository.git("rev-parse", "HEAD^{tree}").output))
        #expect(version["run"]?.stringValue?.utf8.count == 32)
        #expect(try repository.mlops("model", "get", "fraud@v1").check().output == "v1\t\(digest)\tmodel.bin")
    }

    @Test func aFileIsKeptUnderItsHash() throws {
        let repository = try TempRepository()
        try repository.write("out/net.onnx", "weights\n")
        #expect(try repository.mlops("model", "register", "out/net.onnx").check().output == "net@v1")
        let digest = String(try repository.run(["sha256sum", "out/net.onnx"]).check().output.prefix(64))
        let shown = try repository.mlops("model", "get", "net@1").check().output
        #expect(shown == "v1\t\(digest)\tout/net.onnx")
        let path = ".git/lfs/objects/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
        #expect(try repository.read(path) == "weights\n")
    }

    /// Lists show what the index keeps of models; `show` folds the ops.
    @Test func listsSayWhatTheWholeFoldSays() throws {
        let team = try RegistryTeam()
        func check() throws {
            for clone in team.clones {
                try team.sync()
                let listed = try clone.mlops("model", "list", "--deleted").check().output.split(separator: "\n")
                    .dropFirst().map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
                let models =
                    try JSONValue.parse(
                        clone.mlops("model", "list", "--deleted", "--json").check().outputBytes)["models"]?.arrayValue
                    ?? []
                let whole = models.map { model in
                    let count = (model["versions"]?.arrayValue ?? []).filter { $0["deleted"] == false }.count
                    let mark = model["deleted"] == true ? "(deleted)" : "\(count)"
                    return "\(model["name"]!.stringValue!) \(mark)"
                }
                #expect(listed == whole)
                for model in models where model["deleted"] == false {
                    let name = model["name"]!.stringValue!
                    let shown = try clone.mlops("model", "show", "--json", name).check().outputBytes
                    #expect(try JSONValue.parse(shown)["model"] == model)
                }
            }
        }
        try check()
        // The same name twice becomes one model; a name that goes is free again.
        for clone in team.clones {
            try clone.mlops("model", "register", "m1.bin", "--name", "twin").check()
        }
        try check()
        try team.ada.mlops("model", "rename", "twin", "other").check()
        try team.ben.mlops("model", "delete", "fraud@v3").check()
        try check()
        #expect(try team.ben.mlops("model", "search", "name LIKE 'oth%'").check().output.contains("other"))
        try team.ada.mlops("model", "delete", "other").check()
        try team.ben.mlops("model", "tag", "fraud", "team=risk").check()
        try check()
        #expect(try team.ada.mlops("model", "search", "tags.team = 'risk'").check().output.contains("fraud"))
        #expect(try team.ada.mlops("model", "search", "tags.team = 'other'").check().output.hasPrefix("MODEL"))
        let found = try team.ada.mlops("model", "search", "--versions", "stage = 'Production' AND name LIKE 'f%'")
        #expect(try found.check().output.contains("fraud@v1"))
    }

    @Test func whatIsWrongIsSaid() throws {
        let team = try RegistryTeam(1)
        let ada = team.ada
        #expect(try ada.mlops("model", "show", "nothing").errors.hasPrefix("fatal: no such model 'nothing'"))
        #expect(try ada.mlops("model", "promote", "fraud@v9", "Production").errors.contains("no such version 'v9'"))
        #expect(try ada.mlops("model", "promote", "fraud", "Production").code == 129)
        #expect(try ada.mlops("model", "promote", "fraud@v2", "None").code == 129)
        #expect(try ada.mlops("model", "alias", "fraud@v2", "v7").code == 129)
        for (name, reason) in [
            ("a/b", "it has a '/'"), ("a ", "a blank at its end cannot be seen"), ("", "it is empty"),
        ] {
            #expect(
                try ada.mlops("model", "rename", "fraud", name).errors.hasPrefix(
                    "error: '\(name)' cannot be a model name: \(reason)"))
        }
        #expect(try ada.mlops("model", "alias", "fraud@v2", "latest").code == 129)
        #expect(try ada.mlops("model", "register", "m1.bin", "--name", "a/b").code == 129)
        #expect(try ada.mlops("model", "register", "gone.bin").errors.contains("no such run or file"))
        #expect(try ada.mlops("model", "resolve", "fraud", "Production", "--winner", "v1").code == 128)
        #expect(try ada.mlops("model", "unstage", "fraud", "Staging").code == 128)
        #expect(try ada.mlops("model", "get", "fraud@Staging").code == 1)
        #expect(try ada.mlops("model", "rename", "fraud", "fraud").code == 128)
    }

    @Test func stagesOfATeamsOwnAndArchivedOnes() throws {
        let ada = try RegistryTeam(1).ada
        let unknown = try ada.mlops("model", "promote", "fraud@v2", "canary")
        #expect(unknown.errors.hasPrefix("fatal: no such stage 'canary'"))
        #expect(try ada.mlops("model", "promote", "fraud@v2", "Prodction").errors.contains("mean 'Production'?"))
        try ada.write(".mlopsconfig", "[mlops]\n\tstage = canary\n")
        try ada.mlops("model", "promote", "fraud@v2", "canary").check()
        try ada.mlops("model", "stage", "fraud@v2", "archived").check()
        try ada.mlops("model", "promote", "fraud@v3", "Archived").check()
        let stages = try ada.model()["stages"]!
        #expect(stages["canary"]?["effective"] == "v2")
        #expect(stages["Archived"]?["claims"]?.arrayValue?.count == 2)
        #expect(stages["Archived"]?["contested"] == false)
        try ada.mlops("model", "rename", "fraud", "scam").check()
        #expect(try ada.mlops("model", "get", "scam@canary").check().output.hasPrefix("v2\t"))
        #expect(try ada.mlops("model", "show", "fraud").code == 128)
        try ada.mlops("model", "delete", "scam@v2").check()
        #expect(try ada.mlops("model", "get", "scam@canary").code == 1)
        #expect(try ada.mlops("model", "register", "m1.bin", "--name", "scam").check().output == "scam@v4")
        try ada.mlops("model", "restore", "scam@v2").check()
        #expect(try ada.mlops("model", "get", "scam@canary").check().output.hasPrefix("v2\t"))
    }
}
