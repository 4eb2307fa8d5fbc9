import MLOpsCore
import MLOpsScaffold
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The template that `git mlops init` uses when it is not told another.
@Suite struct TemplateSkeletonTests {
    static let facts = TemplateFacts(
        directory: "Churn Model", author: "Ada Author", year: 2026, toolVersion: "1.2.3")

    /// Answers that switch every rule on and off at least once.
    static let variants: [[String: String]] = [
        [:],
        ["ci": "both", "open_source_license": "BSD-3-Clause", "include_docker": "no"],
        ["ci": "gitlab", "open_source_license": "none"],
        ["ci": "none", "include_code_scaffold": "no", "module_name": "pkg"],
        [
            "project_name": "3 \"Ways\" & <Ü>", "author_name": "O'Neil \\ \"Sons\"",
            "description": "{{ nope }} {% raw %}",
        ],
    ]

    private static func render(_ given: [String: String]) throws -> RenderedTemplate {
        let template = try Template.load(Paths.join(TestEnvironment.packageRoot, "skeleton/default"))
        return try template.render(template.resolve(given, facts: facts))
    }

    private static func write(_ given: [String: String]) throws -> TempRepository {
        let repository = try TempRepository()
        _ = try ScaffoldWriter.write(render(given).files, into: repository.path)
        return repository
    }

    private static let always = """
        .gitattributes .gitignore .mlops-template.json .pre-commit-config.yaml Makefile README.md \
        churn_model/__init__.py churn_model/config.py data/external/.gitkeep data/interim/.gitignore \
        data/interim/.gitkeep data/processed/.gitkeep data/raw/.gitkeep mlops.yaml models/.gitkeep params.yaml \
        pyproject.toml reports/figures/.gitkeep requirements-dev.txt requirements.txt \
        tests/test_layout.py
        """

    private static let example = """
        churn_model/calibration.py churn_model/dataset.py churn_model/evaluate.py churn_model/features.py \
        churn_model/modeling/__init__.py churn_model/modeling/predict.py churn_model/modeling/train.py \
        churn_model/plots.py churn_model/prepare.py \
        churn_model/tracking.py notebooks/1.0-explore.ipynb references/breast_cancer.md schemas/breast_cancer.yaml tests/conftest.py \
        tests/test_data.py tests/test_model.py tests/test_pipeline.py
        """

    @Test(arguments: [
        ([:], "\(example) .dockerignore .github/workflows/ci.yml Dockerfile LICENSE"),
        (["ci": "both", "include_docker": "no"], "\(example) .github/workflows/ci.yml .gitlab-ci.yml LICENSE"),
        (["ci": "gitlab", "open_source_license": "none"], "\(example) .dockerignore .gitlab-ci.yml Dockerfile"),
        (
            ["ci": "none", "include_code_scaffold": "no"],
            "LICENSE notebooks/.gitkeep references/.gitkeep schemas/.gitkeep"
        ),
    ]) func writesExactlyTheseFiles(_ given: [String: String], _ more: String) throws {
        let expected = "\(Self.always) \(more)".split(separator: " ").map { RepoPath(String($0)) }
        #expect(try Self.render(given).files.map(\.path) == expected.sorted())
    }

    @Test(arguments: variants) func leavesNothingUnrendered(_ given: [String: String]) throws {
        let rendered = try Self.render(given)
        let free = given["description"] ?? "\u{0}"
        for file in rendered.files {
            let text = file.bytes.asText.replacing(free, with: "x").replacing("${{", with: "")
            #expect(!text.contains("{%") && !text.contains("{{ "), "\(file.path)")
            #expect(file.bytes.isEmpty || file.bytes.last == 0x0a, "\(file.path) does not end in a newline")
            #expect(!text.contains("\n\n\n\n") && !text.contains(" \n"), "\(file.path) has stray white space")
        }
    }

    @Test func aBadDefaultFromTheFolderStillMakesAProject() throws {
        let template = try Template.load(Paths.join(TestEnvironment.packageRoot, "skeleton/default"))
        for name in ["data", "Tests", "项目", "3d", "class", "a.b", "numpy", "-", "x y"] {
            var facts = Self.facts
            facts.directory = name
            facts.author = ""
            let answers = try template.resolve([:], facts: facts)
            #expect(try template.render(answers).files.count > 30)
            #expect(answers["author_name"] == .string("The authors"))
        }
    }

    /// Every path that the tree in the README shows is there, and every top-level name is in the tree.
    @Test(arguments: variants) func theReadmeShowsWhatWasWritten(_ given: [String: String]) throws {
        let rendered = try Self.render(given)
        let paths = rendered.files.map(\.path.description)
        let readme = try #require(rendered.files.first { $0.path == RepoPath("README.md") }).bytes.asText
        var folders: [String] = []
        var shown: Set<String> = []
        for line in readme.split(separator: "\n") where line.contains("── ") {
            let mark = try #require(line.firstRange(of: "── "))
            let depth = line[..<mark.lowerBound].count / 4
            let name = line[mark.upperBound...].prefix { $0 != " " }
            folders = Array(folders.prefix(depth)) + [String(name)]
            let path = folders.joined(separator: "/")
            #expect(paths.contains { $0 == path || $0.hasPrefix(path + "/") }, "\(path) is not there")
            shown.insert(String(folders[0].prefix { $0 != "/" }))
        }
        let unshown: Set = [".dockerignore", ".gitignore", ".mlops-template.json"]
        #expect(Set(paths.map { String($0.prefix { $0 != "/" }) }).subtracting(unshown) == shown)
    }

    @Test func gitSeesTheAttributes() throws {
        let repository = try Self.write([:])
        let paths = [
            "data/raw/breast_cancer.csv", "data/a/b/c.parquet", "models/model.joblib", "notebooks/1.0-explore.ipynb",
            "data/raw/.gitkeep", "reports/metrics.json",
        ]
        let names = ["filter", "diff", "merge", "text", "mlops-schema"]
        let output = try repository.run(["git", "check-attr"] + names + ["--"] + paths).check().output
        let large = ["mlops", "mlops", "mlops", "unset"]
        let nothing = Array(repeating: "unspecified", count: 5)
        let expected = [
            large + ["schemas/breast_cancer.yaml"], large + ["unspecified"], large + ["unspecified"],
            ["mlops-notebook", "mlops-notebook", "mlops-notebook", "unspecified", "unspecified"], nothing, nothing,
        ]
        let values = output.split(separator: "\n").map { $0.split(separator: " ").last.map(String.init) ?? "" }
        #expect(values == expected.flatMap { $0 })
        #expect(Files.exists(repository.path("schemas/breast_cancer.yaml")))
    }

    @Test func everyFolderOfTheLayoutIsInTheFirstCommit() throws {
        let repository = try Self.write([:])
        try repository.write("data/interim/half.csv", "1\n")
        try repository.git("add", "-A").check()
        let tracked = try repository.git("ls-files").check().output.split(separator: "\n").map(String.init)
        #expect(tracked.sorted() == (try Self.render([:])).files.map(\.path.description).sorted())
    }

    @Test(arguments: variants) func pythonTakesTheCode(_ given: [String: String]) throws {
        let repository = try Self.write(given)
        let python = try #require(Peers.find("python3"), "\(Peers.missing("python3"))")
        let program = """
            import json, pathlib, sys, tomllib
            for path in pathlib.Path(".").rglob("*.py"):
                compile(path.read_text(), str(path), "exec", dont_inherit=True)
            for path in pathlib.Path(".").rglob("*.ipynb"):
                for cell in json.loads(path.read_text())["cells"]:
                    if cell["cell_type"] == "code":
                        assert cell["outputs"] == [] and cell["execution_count"] is None
                        compile("".join(cell["source"]), str(path), "exec")
            project = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]
            json.dump([project["description"], project["authors"][0]["name"]], sys.stdout)
            """
        let output = try repository.run([python, "-W", "error", "-c", program]).check().outputBytes
        let description = given["description"] ?? "A machine-learning project."
        let expected = JSONValue.array([.string(description), .string(given["author_name"] ?? "Ada Author")])
        #expect(try JSONValue.parse(output) == expected)
    }

    /// `mlops.yaml` is `dvc.yaml` under another name: the real program lists its stages.
    @Test func dvcTakesThePipeline() throws {
        let dvc = try #require(Peers.find("dvc"), "\(Peers.missing("dvc"))")
        let repository = try Self.write([:])
        try repository.write("dvc.yaml", repository.read("mlops.yaml"))
        let quiet = ["DVC_NO_ANALYTICS": "1", "DVC_SITE_CACHE_DIR": repository.directory.path("cache")]
        try repository.run([dvc, "init", "-q"], environment: quiet).check()
        let stages = try repository.run([dvc, "stage", "list", "--name-only"], environment: quiet).check()
        #expect(
            stages.output == "fetch\nprepare\ntrain\nevaluate\ncalibrate@train\ncalibrate@test\n"
                + "checksums@train-sha256\nchecksums@train-sha512\nchecksums@test-sha256\nchecksums@test-sha512")
    }

    /// All YAML is well-formed, the shell in the CI files is too, and metrics are declared where they are looked for.
    @Test(arguments: variants) func yamlIsWellFormed(_ given: [String: String]) throws {
        let cookiecutter = try #require(Peers.find("cookiecutter"), "\(Peers.missing("cookiecutter"))")
        let python = Paths.join(Paths.parent(cookiecutter), "python3")
        let program = """
            import pathlib, subprocess, sys, yaml
            files = {str(p): yaml.safe_load(p.read_text()) for p in pathlib.Path(".").rglob("*.y*ml")}
            steps = [s for j in files.get(".github/workflows/ci.yml", {}).get("jobs", {}).values() for s in j["steps"]]
            scripts = [s["run"] for s in steps if "run" in s]
            scripts += [s for j in files.get(".gitlab-ci.yml", {}).values() if isinstance(j, dict) for s in j.get("script", [])]
            for script in scripts:
                subprocess.run(["bash", "-n"], input=script, text=True, check=True)
            stages = files["mlops.yaml"]["stages"]
            for stage in stages.values():
                assert set(stage.get("params", [])) <= set(files["params.yaml"]), stage
            directions = {m for s in stages.values() for m in s.get("meta", {}).get("mlops", {}).get("metrics", {}).items()}
            print(len(scripts), *sorted(directions))
            """
        let repository = try Self.write(given)
        let output = try repository.run([python, "-c", program]).check().output
        let scripts = ["both": 11, "gitlab": 4, "none": 0][given["ci"] ?? ""] ?? 7
        #expect(output.hasPrefix("\(scripts)"), "\(output)")
        #expect(output.contains("('test.accuracy', 'higher')") == (given["include_code_scaffold"] != "no"))
        #expect(output.contains("('test.log_loss', 'lower')") == (given["include_code_scaffold"] != "no"))
    }

    @Test func preCommitTakesItsConfiguration() throws {
        let program = try #require(Peers.find("pre-commit"), "\(Peers.missing("pre-commit"))")
        let repository = try Self.write([:])
        try repository.run([program, "validate-config", ".pre-commit-config.yaml"]).check()
    }

    @Test func makeListsItsTargets() throws {
        let repository = try Self.write(["include_docker": "no"])
        let help = try repository.run(["make", "--no-print-directory"]).check().output
        let targets = help.split(separator: "\n").compactMap { $0.split(separator: " ").first }
        #expect(
            targets == [
                "help", "requirements", "data", "train", "figures", "repro", "test", "lint", "check", "metrics",
                "clean",
            ])
    }
}
