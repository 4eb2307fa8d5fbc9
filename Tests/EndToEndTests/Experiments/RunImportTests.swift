import Glibc
import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Stores that MLflow and DVC made, taken over.
@Suite struct RunImportTests {
    private static let folder = Paths.join(TestEnvironment.packageRoot, "Tests/EndToEndTests/Experiments")

    /// Every value is what MLflow itself reads. The stores are replayed from what MLflow 3.17 made; with
    /// GIT_MLOPS_MLFLOW, the path of a Python that has it, they are made afresh.
    @Test func everyValueOfMLflowsStoresComesAlong() throws {
        let python = try #require(Peers.find("python3"), "\(Peers.missing("python3"))")
        let repository = try TempRepository()
        try repository.commit("begin")
        let stores = repository.directory.path("stores")
        try Files.makeDirectories(stores)
        let script = Paths.join(Self.folder, "make-mlflow-stores.py")
        let command =
            getenv("GIT_MLOPS_MLFLOW").map { [String(cString: $0), script, "make", stores] }
            ?? [python, script, "replay", stores, Paths.join(Self.folder, "mlflow-stores.json")]
        let answers = try JSONValue.parse(
            repository.run(command).check().outputBytes, options: .allowNonFinite)
        for source in ["files/mlruns", "sql/mlflow.db"] {
            for expected in ["9 added", "0 added, 9 here already"] {
                let told = try repository.mlops("runs", "import", Paths.join(stores, source)).check()
                #expect((told.output + told.errors).contains("Runs: \(expected)"), "\(told.errors)")
            }
        }
        let exported = try JSONValue.parse(repository.mlops("runs", "export", "--deleted").check().outputBytes)
        var runs: [String: JSONValue] = [:]
        for run in exported["runs"]?.arrayValue ?? [] { runs[run["id"]?.stringValue ?? ""] = run }
        for kind in ["files", "sql"] {
            for (id, expected) in answers[kind]?["runs"]?.objectValue ?? [:] {
                try compare(try #require(runs[id]), expected)
            }
        }
        let model = try JSONValue.parse(repository.mlops("model", "show", "fraud", "--json").check().outputBytes)
        #expect(model["model"]?["aliases"] == ["champion": "v2"] && model["model"]?["tags"] == ["owner": "ada"])
        let versions = model["model"]?["versions"]?.arrayValue ?? []
        #expect(versions.map { $0["number"] } == [1, 2])
        #expect(versions.first?["files"]?.arrayValue?.first?["name"] == "model/weights.txt")
        #expect(versions.first?["tags"] == ["checked": "yes"])
    }

    /// What MLflow 3 logs as a model comes along with its files, registered or not; traces are said to stay.
    @Test func loggedModelsOfMLflow3ComeAlong() throws {
        let python = try #require(Peers.find("python3"), "\(Peers.missing("python3"))")
        let repository = try TempRepository()
        try repository.commit("begin")
        let stores = repository.directory.path("stores")
        try repository.run([python, Paths.join(Self.folder, "make-logged-models.py"), stores]).check()
        let told = try repository.mlops("runs", "import", Paths.join(stores, "mlruns")).check()
        #expect((told.output + told.errors).contains("Logged models: 1 added"))
        #expect(told.errors.contains("1 trace was left out"))
        let document = try repository.mlops("runs", "import", "--json", Paths.join(stores, "mlflow.db")).check()
        let imported = try JSONValue.parse(document.outputBytes)
        #expect(imported["logged_models"] == 1 && imported["added"] == 1 && imported["versions"] == 1)
        let again = try repository.mlops("runs", "import", "--json", Paths.join(stores, "mlflow.db")).check()
        #expect(try JSONValue.parse(again.outputBytes)["logged_models"] == 0)
        for digit in ["a", "b"] {
            let id = "m-" + String(repeating: digit, count: 32), run = String(repeating: digit, count: 32)
            let ops = try repository.mlops("log", "show", "--json", run).check().output
            #expect(ops.contains("\"\(id)\"") && ops.contains("run.output"), "\(ops)")
            let lineage = try repository.mlops("lineage", "--down", run).check().output
            #expect(lineage.contains(id))
        }
        try exportsAndImportsAgain(repository)
        let version = try JSONValue.parse(repository.mlops("model", "show", "fraud@v1", "--json").check().outputBytes)
        #expect(version["version"]?["logged_model"]?.stringValue == "m-" + String(repeating: "b", count: 32))
        #expect(version["version"]?["files"]?.arrayValue?.first?["name"] == "weights.txt")
    }

    /// Another program's file is no index of ours: nobody is told to delete it.
    @Test func whatIsNoStoreIsSaid() throws {
        let repository = try TempRepository()
        try repository.write("mlflow.db", "SQLite format 3\0 and no more")
        let told = try repository.mlops("runs", "import", "mlflow.db").errors
        #expect(told.hasPrefix("fatal: cannot read the database ") && told.contains("file is not a database"))
        #expect(!told.contains("deleted"))
        let id = String(repeating: "a", count: 32)
        try repository.write(
            "runs.json",
            #"{"kind":"runs","schema":1,"runs":[{"id":"\#(id)","artifacts":[{"name":"../x","content":"aGk="}]}]}"#)
        let left = try repository.mlops("runs", "import", "runs.json").check().errors
        #expect(left.contains("artifact '../x' would lie outside of its folder"))
        let run = try JSONValue.parse(repository.mlops("runs", "show", "--json", id).check().outputBytes)
        #expect(run["run"]?["artifacts"]?.arrayValue?.isEmpty ?? true)
    }

    /// Another repository gets the same logged models from the document, and a third one from that.
    private func exportsAndImportsAgain(_ repository: TempRepository) throws {
        let document = try repository.mlops("runs", "export").check().outputBytes
        let models = try #require(JSONValue.parse(document)["logged_models"]?.arrayValue)
        #expect(models.map { $0["name"] } == ["lm", "lm"])
        #expect(models.map { $0["params"]?["depth"] } == ["3", "3"])
        #expect(models.allSatisfy { $0["artifacts"]?.arrayValue?.first?["content"] != nil })
        let other = try TempRepository()
        try other.commit("begin")
        try other.write("runs.json", document)
        try other.mlops("runs", "import", "runs.json").check()
        let again = try other.mlops("runs", "import", "--json", "runs.json").check().outputBytes
        #expect(try JSONValue.parse(again)["logged_models"] == 0 && JSONValue.parse(again)["completed"] == 0)
        let back = try JSONValue.parse(other.mlops("runs", "export").check().outputBytes)
        func comparable(_ document: JSONValue, _ list: String) -> [JSONValue] {
            (document[list]?.arrayValue ?? []).map { item in
                var members = item.objectValue ?? [:]
                for key in ["created", "updated", "author", "experiment"] { members[key] = nil }
                return .object(members)
            }
        }
        for list in ["logged_models", "runs"] {
            #expect(comparable(back, list) == comparable(try JSONValue.parse(document), list))
        }
        let one = try other.mlops("runs", "export", String(repeating: "a", count: 32)).check().outputBytes
        #expect(try JSONValue.parse(one)["logged_models"]?.arrayValue?.count == 1)
    }

    private func compare(_ run: JSONValue, _ expected: JSONValue) throws {
        let id = run["id"]?.stringValue ?? ""
        #expect(run["name"] == expected["name"], "\(id)")
        #expect(run["experiment_name"] == expected["experiment"], "\(id)")
        #expect(run["status"]?.stringValue?.uppercased() == expected["status"]?.stringValue, "\(id)")
        #expect(run["deleted"] == expected["deleted"], "\(id)")
        #expect(run["tags"] == expected["tags"], "\(id)")
        #expect(run["params"]?[""] ?? [:] == expected["params"], "\(id)")
        #expect(run["parent"]?.stringValue == expected["tags"]?["mlflow.parentRunId"]?.stringValue, "\(id)")
        var points: [String] = []
        for (key, values) in expected["metrics"]?.objectValue ?? [:] {
            for value in values.arrayValue ?? [] {
                var number = Double(value.arrayValue?[0].stringValue ?? "") ?? .zero
                // MLflow's SQL store has no infinity.
                if number == .greatestFiniteMagnitude { number = .infinity }
                points.append("\(key) \(number) \(value.arrayValue![1]) \(value.arrayValue![2])")
            }
        }
        let history = (run["history"]?.arrayValue ?? []).flatMap { $0["points"]?.arrayValue ?? [] }
        let found = history.map { point -> String in
            let fields = point.arrayValue ?? []
            let number = fields[1].doubleValue ?? Double(fields[1].stringValue ?? "") ?? .zero
            return "\(fields[0].stringValue ?? "") \(number) \(fields[3]) \(fields[2])"
        }
        #expect(found.sorted() == points.sorted(), "\(id)")
        let inputs = (run["inputs"]?.arrayValue ?? []).map { input -> JSONValue in
            .array(["name", "digest", "source_type", "source", "schema", "profile", "tags"].map { input[$0] ?? .null })
        }
        #expect(JSONValue.array(inputs) == expected["inputs"], "\(id)")
        if expected["tags"]?["colour"] != nil {
            let artifacts = (run["artifacts"]?.arrayValue ?? []).map { "\($0["name"]!) \($0["size"]!)" }
            #expect(artifacts.count == 2, "\(id)")
        }
    }

    /// A store may say that its files lie anywhere, or be a link; nothing outside of it is read.
    @Test func hostileStoresReadNothingOutside() throws {
        let repository = try TempRepository()
        try repository.commit("begin")
        let id = String(repeating: "a", count: 32)
        let store = repository.directory.path("store/mlruns")
        let run = "\(store)/1/\(id)"
        for folder in ["params", "metrics/deep", "tags", "artifacts"] { try Files.makeDirectories("\(run)/\(folder)") }
        let secret = repository.directory.path("home/secret")
        try Files.makeDirectories(secret)
        try Files.write(Array("password".utf8), to: "\(secret)/key.txt")
        let meta = "experiment_id: '1'\nname: x\nlifecycle_stage: active\n"
        try Files.write(Array(meta.utf8), to: "\(store)/1/meta.yaml")
        try Files.write(
            Array("run_id: \(id)\nstatus: 3\nstart_time: 1\nend_time: 2\nartifact_uri: file://\(secret)\n".utf8),
            to: "\(run)/meta.yaml")
        try Files.write(Array("1 2 3\nrubbish\n1 x 3\n".utf8), to: "\(run)/metrics/deep/m")
        for link in ["params/p", "tags/t", "metrics/l", "artifacts/a"] {
            try repository.run(["ln", "-s", "\(secret)/key.txt", "\(run)/\(link)"]).check()
        }
        let told = try repository.mlops("runs", "import", store).check()
        #expect(told.errors.contains("lie outside of the store"))
        #expect(told.errors.contains("a line of a metric could not be read (2 times)"))
        let text = try repository.mlops("runs", "export").check().output
        #expect(!text.contains("password") && !text.contains("key.txt"))
        #expect(text.contains("\"deep/m\""))
        try repository.write("no.db", "SQLite format 3\0 and rubbish")
        #expect(try repository.mlops("runs", "import", "no.db").code == 128)
    }

    @Test func experimentsOfDVCComeAlong() throws {
        let dvc = try #require(Peers.find("dvc"), "\(Peers.missing("dvc"))")
        let repository = try TempRepository()
        // DVC's own git cannot read dates as git's other tests have them.
        let quiet = [
            "DVC_NO_ANALYTICS": "1", "DVC_SITE_CACHE_DIR": repository.directory.path("cache"),
            "GIT_AUTHOR_DATE": "1767323045 +0000", "GIT_COMMITTER_DATE": "1767323045 +0000",
        ]
        try repository.run([dvc, "init", "-q"], environment: quiet).check()
        try repository.write("params.yaml", "lr: 0.1\ndeep: {k: [1, 2]}\n")
        try repository.write(
            "dvc.yaml",
            """
            stages:
              train:
                cmd: sed -n 's/^lr. \\(.*\\)/{"acc":\\1}/p' params.yaml | tee cached.json > plain.json
                params: [lr]
                metrics: [cached.json, plain.json: {cache: false}]

            """)
        let base = try repository.commit("begin")
        try repository.run([dvc, "exp", "run", "-n", "tried", "-S", "lr=0.25"], environment: quiet).check()
        for expected in ["1 added", "0 added, 1 here already"] {
            let told = try repository.mlops("runs", "import", "--dvc").check()
            #expect((told.output + told.errors).contains("Runs: \(expected)"))
        }
        let run = try JSONValue.parse(repository.mlops("runs", "show", "tried", "--json").check().outputBytes)["run"]
        #expect(run?["code"]?["base"]?.stringValue == base)
        #expect(run?["params"]?["params.yaml"] == ["lr": 0.25, "deep.k": [1, 2]])
        #expect(run?["metrics"]?["cached.json"]?["acc"] == 0.25 && run?["metrics"]?["plain.json"]?["acc"] == 0.25)
        try repository.mlops("runs", "branch", "tried", "from-dvc").check()
        #expect(try repository.git("show", "from-dvc:params.yaml").check().output.contains("lr: 0.25"))
    }
}
