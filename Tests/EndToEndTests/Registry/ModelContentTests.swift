import MLOpsCore
import MLOpsTestSupport
import Testing

/// `model search`, `diff`, `fetch`, `archive` and `get --strict`.
@Suite struct ModelContentTests {
    private static let mlmodel = """
        signature:
          inputs: '[{"type": "double", "name": "age"}, {"type": "string", "name": "city", "required": false}]'
          outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}]'

        """

    @Test func twoVersionsOfAFolderDifferAndAreFetched() throws {
        let repository = try TempRepository()
        try repository.write("params.yaml", "lr: 1\n")
        try repository.commit("first")
        try repository.write(
            "train.sh", "echo $1 >out/m.bin; git mlops log metric acc 0.$1; git mlops log artifact out/m.bin\n")
        try repository.write("out/MLmodel", Self.mlmodel)
        try repository.write("out/m.bin", "one\n")
        try repository.mlops("model", "register", "out", "--name", "net").check()
        try repository.mlops("run", "-q", "--", "sh", "train.sh", "9").check()
        try repository.write("params.yaml", "lr: 2\n")
        try repository.commit("second")
        try repository.mlops("run", "-q", "--name", "b", "--", "sh", "train.sh", "8").check()
        try repository.mlops("model", "register", "b", "--name", "net").check()
        let shown = try repository.mlops("model", "show", "net@v1").check().output
        #expect(shown.contains("inputs:   age: double, city: string (optional)"))
        #expect(shown.contains("outputs:  float32[-1, 2]"))

        let difference = try JSONValue.parse(
            try repository.mlops("model", "diff", "--json", "net@v1", "v2").check().outputBytes)
        #expect(difference["files"]!.arrayValue!.map { $0["name"]?.stringValue } == ["out/MLmodel", "out/m.bin"])
        #expect(difference["code"]!.arrayValue!.contains { $0["name"]?.stringValue == "params.yaml" })
        #expect(difference["gaps"]!.arrayValue!.count == 1)
        #expect(try repository.mlops("model", "diff", "--exit-code", "net@v1", "v1").check().output.isEmpty == false)
        #expect(try repository.mlops("model", "diff", "--exit-code", "net@v1", "v2").code == 1)

        try repository.mlops("model", "fetch", "-q", "-o", "got", "net@v1").check()
        #expect(try repository.read("got/out/m.bin") == "one\n")
        try repository.write("got/out/m.bin", "mine\n")
        #expect(try repository.mlops("model", "fetch", "-o", "got", "net@v1").code == 128)
        #expect(try repository.read("got/out/m.bin") == "mine\n")
        try repository.mlops("model", "fetch", "-q", "--force", "-o", "got", "net@v1").check()
        #expect(try repository.run(["ls", "-A", "got"]).output == "out")
    }

    @Test func whatIsAbsentComesFromTheRemoteAndNothingEscapes() throws {
        let team = try RegistryTeam()
        // Small files are in the registry; this one is larger.
        try team.ben.mlops("model", "fetch", "-q", "-o", "small", "fraud@Production").check()
        #expect(try team.ben.read("small/m1.bin") == "weights 1\n")
        let store = team.ada.directory.path("store")
        for clone in team.clones { try clone.mlops("remote", "add", "--default", "store", store).check() }
        try team.ada.write("big.bin", [UInt8](repeating: 7, count: (1 << 20) + 1))
        try team.ada.mlops("model", "register", "big.bin", "--name", "big").check()
        try team.ada.mlops("sync").check()
        try team.ben.mlops("sync").check()
        #expect(try team.ben.mlops("model", "fetch", "-o", "got", "big@v1").code == 1)
        try team.ada.mlops("push", "--models").check()
        try team.ben.mlops("model", "fetch", "-q", "-o", "got", "big@v1").check()
        #expect(try team.ben.bytes("got/big.bin").count == (1 << 20) + 1)
        // A damaged object is noticed, and nothing is written.
        let digest = try team.ben.run(["sha256sum", "got/big.bin"]).output.prefix(64)
        let object = ".git/lfs/objects/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
        try team.ben.run(["sh", "-c", "rm -f \(object) && tr '\\007' x <got/big.bin >\(object)"]).check()
        #expect(try team.ben.mlops("model", "fetch", "-o", "bad", "big@v1").errors.contains("is damaged here"))
        #expect(try team.ben.run(["find", "bad", "-type", "f"]).output.isEmpty)

        for name in ["../evil", "/tmp/evil", ".git/hooks/pre-push", "a/../../evil", "a//b"] {
            let op = """
                import hashlib, json, subprocess
                def op(body):
                    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
                    return json.dumps({**body, "id": hashlib.sha256(text.encode()).hexdigest()[:40]}, sort_keys=True, separators=(",", ":"))
                base = {"v": 1, "w": "0" * 32, "x": "0" * 16, "t": 1, "by": "eve@example.com"}
                create = op({**base, "k": "model.create", "l": 1, "name": "evil"})
                files = [{"name": "\(name)", "size": 0, "sha256": hashlib.sha256(b"").hexdigest()}]
                version = op({**base, "k": "model.version", "l": 2, "model": json.loads(create)["id"], "version": 1, "files": files})
                git = lambda *words, **more: subprocess.run(["git", *words], check=True, capture_output=True, text=True, **more).stdout.strip()
                blob = git("hash-object", "-w", "--stdin", input=create + "\\n" + version + "\\n")
                tree = git("mktree", input="100644 blob " + blob + "\\tops\\n")
                git("update-ref", "refs/mlops/v1/registry", git("commit-tree", "-m", "m", tree))
                """
            let repository = try TempRepository()
            try repository.commit("first")
            try repository.run(["python3", "-c", op]).check()
            let refused = try repository.mlops("model", "fetch", "-o", "x", "evil@v1")
            #expect(refused.errors.contains("would lie outside the folder"), "\(name): \(refused)")
            #expect(try repository.run(["ls", "x"]).code != 0)
        }
    }

    @Test func searchFollowsMLflowsGrammar() throws {
        let ada = try RegistryTeam(1).ada
        try ada.mlops("model", "register", "m1.bin", "--name", "churn").check()
        try ada.mlops("model", "tag", "fraud@v2", "quality=good").check()
        try ada.mlops("model", "alias", "fraud@v2", "champion").check()
        func found(_ filter: String, _ options: String...) throws -> [String] {
            let result = try ada.run(["git", "mlops", "model", "search", "--json", "--versions"] + options + [filter])
            return try JSONValue.parse(try result.check().outputBytes)["versions"]!.arrayValue!.map {
                "\($0["model"]!.stringValue!)@\($0["version"]!["name"]!.stringValue!)"
            }
        }
        #expect(try found("name = 'fraud'", "--order-by", "version_number") == ["fraud@v1", "fraud@v2", "fraud@v3"])
        #expect(try found("tags.quality LIKE 'g%' AND version_number >= 2") == ["fraud@v2"])
        #expect(try found("stage = 'Production'") == ["fraud@v1"])
        #expect(try found("alias = 'champion'") == ["fraud@v2"])
        #expect(try found("name ILIKE 'FRAUD'", "--max-results", "1").count == 1)
        let models = try ada.mlops("model", "search", "name IN ('churn', 'x')").check().output
        #expect(models.contains("churn") && !models.contains("fraud"))
        #expect(try ada.mlops("model", "search", "name == 'x'").code == 129)
    }

    @Test func archivingAsksBeforeItEmptiesAStage() throws {
        let ada = try RegistryTeam(1).ada
        #expect(try ada.mlops("model", "archive", "fraud@v1").errors.contains("is in Production"))
        try ada.mlops("model", "archive", "--force", "--why", "old", "fraud@v1", "fraud@v2").check()
        let stages = try ada.model()["stages"]!
        #expect(stages["Production"]?["effective"] == .null)
        #expect(stages["Archived"]?["claims"]?.arrayValue?.count == 2)
    }

    @Test func strictRefusesWhatOthersWouldAnswerInAnotherWay() throws {
        let ada = try RegistryTeam(1).ada
        #expect(try ada.mlops("model", "get", "--strict", "fraud@Production").code == 0)
        try ada.mlops("model", "promote", "--offline", "fraud@v2", "Production").check()
        let waiting = try ada.mlops("model", "get", "--strict", "fraud@Production")
        #expect(waiting.code == 3 && waiting.output.isEmpty)
        #expect(waiting.errors.contains("is not on 'origin' yet"))
        #expect(try ada.mlops("model", "get", "fraud@Production").check().errors.isEmpty)
        try ada.mlops("sync").check()
        #expect(try ada.mlops("model", "get", "--strict", "fraud@Production").code == 0)
        try ada.mlops("model", "alias", "fraud@v3", "Production").check()
        #expect(
            try ada.mlops("model", "get", "--strict", "fraud@Production").errors.contains("is a stage and an alias"))
    }

    /// What the index answers for one model is what the whole registry folds to, whatever the names went through.
    @Test func oneModelIsWhatItIsAmongAll() throws {
        let ada = try RegistryTeam(1).ada
        for name in ["a", "b", "c"] { try ada.mlops("model", "register", "m1.bin", "--name", name).check() }
        try ada.mlops("model", "delete", "a").check()
        try ada.mlops("model", "rename", "b", "a").check()
        _ = try ada.mlops("model", "restore", "a")
        try ada.mlops("model", "register", "m2.bin", "--name", "b").check()
        func check() throws {
            let all = try JSONValue.parse(try ada.mlops("model", "list", "--deleted", "--json").check().outputBytes)
            for model in all["models"]!.arrayValue! where model["deleted"] == false {
                #expect(try ada.model(model["name"]!.stringValue!) == model)
                #expect(try ada.model(model["id"]!.stringValue!) == model)
            }
        }
        try check()
        try ada.run(["sh", "-c", "rm -f .git/mlops/index* .git/mlops/*.sqlite*"]).check()
        try check()
    }
}
