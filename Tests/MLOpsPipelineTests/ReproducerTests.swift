import Glibc
import MLOpsCore
import MLOpsPipeline
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct ReproducerTests {
    /// A worktree without git: the reproducer needs none.
    private final class Project {
        let folder = TempDirectory()
        let options = ReproOptions()

        init(_ pipeline: String, _ files: [String: String] = [:]) throws {
            for (name, text) in files { try folder.write("top/" + name, text) }
            try folder.write("top/mlops.yaml", pipeline)
            // A file that was written just now may still change unseen, so its hash would not be remembered.
        }

        var root: String { folder.path("top") }

        var store: FileStageStateStore { FileStageStateStore(folder: folder.path("state/stages")) }

        func reproducer(_ services: ReproServices = ReproServices()) throws -> Reproducer {
            let pipeline = try Pipeline.load(read: WorktreeFiles.reader(root: root)) ?? Pipeline(file: RepoPath("none"))
            let context = InvocationContext(
                workingDirectory: root, environment: ["PATH": "/usr/bin:/bin"], now: { 4_000_000_000_000 },
                randomBits: { 0 }, shareDirectory: nil, executablePath: "/x", reporter: SilentReporter())
            return try Reproducer(
                pipeline: pipeline, root: root, store: store, stateFolder: folder.path("state"), services: services,
                context: context)
        }

        @discardableResult
        func repro(_ targets: String..., force: Bool = false, single: Bool = false) throws -> [String: ReproOutcome
            .Status]
        {
            var options = ReproOptions()
            options.targets = targets
            options.isForced = force
            options.isSingle = single
            let outcome = try reproducer().execute(options, environment: ["EXTRA": "given"])
            return Dictionary(uniqueKeysWithValues: outcome.items.map { ($0.stage.name, $0.status) })
        }

        func plan() throws -> [String: ReproPlan.State] {
            let plan = try reproducer().plan(ReproOptions())
            return Dictionary(uniqueKeysWithValues: plan.items.map { ($0.stage.name, $0.state) })
        }

        func write(_ name: String, _ text: String) throws { try folder.write("top/" + name, text) }
        func read(_ name: String) throws -> String { try folder.read("top/" + name) }
        func remove(_ name: String) throws { try Files.removeTree(Paths.join(root, name)) }
    }

    private static let chain = """
        stages:
          upper:
            cmd: tr a-z A-Z < raw.txt > upper.txt
            deps: [raw.txt]
            outs: [upper.txt]
          train:
            cmd: cat upper.txt params.yaml > model.txt
            deps: [upper.txt]
            params: [lr, net.depth]
            outs: [model.txt]
        """

    private func chain() throws -> Project {
        try Project(Self.chain, ["raw.txt": "abc\n", "params.yaml": "lr: 1\nnet: {depth: 2}\nother: 3\n"])
    }

    @Test func runsOnceThenNothing() throws {
        let project = try chain()
        #expect(
            try project.plan() == ["upper": .runs("it has not run yet"), "train": .mayRun("'upper' runs before it")])
        #expect(try project.repro() == ["upper": .ran, "train": .ran])
        #expect(try project.read("upper.txt") == "ABC\n")
        #expect(try project.repro() == ["upper": .upToDate, "train": .upToDate])
        #expect(try project.reproducer().plan(ReproOptions()).isUpToDate)
    }

    @Test func whatMakesAStageRun() throws {
        let project = try chain()
        try project.repro()
        func reason(_ stage: String) throws -> ReproPlan.State? { try project.plan()[stage] }
        try project.write("params.yaml", "lr: 1.0\nnet: {depth: 2}\nother: 4\n")
        #expect(try reason("train") == .upToDate)
        try project.write("params.yaml", "lr: 1\nnet: {depth: 3}\nother: 3\n")
        #expect(try reason("train") == .runs("the parameter 'net.depth' of 'params.yaml' changed"))
        try project.write("params.yaml", "lr: 1\nnet: {depth: 2}\nother: 3\n")
        try project.write("raw.txt", "abd\n")
        #expect(try reason("upper") == .runs("'raw.txt' changed"))
        try project.write("raw.txt", "abc\n")
        try project.write("model.txt", "by hand\n")
        #expect(try reason("train") == .runs("'model.txt' is not what the stage made of these inputs"))
        try project.remove("model.txt")
        #expect(try reason("train") == .runs("'model.txt' is missing"))
        try project.write("mlops.yaml", Self.chain.replacing("tr a-z", with: "tr b-z"))
        #expect(try reason("upper") == .runs("its command changed"))
        try project.write("mlops.yaml", Self.chain.replacing("deps: [raw.txt]", with: "deps: [raw.txt, params.yaml]"))
        #expect(try reason("upper") == .runs("it newly depends on 'params.yaml'"))
        try project.repro()
        try project.write("mlops.yaml", Self.chain)
        #expect(try reason("upper") == .upToDate)
        try project.write("mlops.yaml", Self.chain.replacing("    deps: [raw.txt]\n", with: ""))
        #expect(try reason("upper") == .runs("it no longer depends on 'params.yaml'"))
    }

    @Test func anUnchangedIntermediateStopsTheRest() throws {
        let project = try chain()
        try project.repro()
        try project.write("mlops.yaml", Self.chain.replacing("cmd: tr", with: "cmd: LC_ALL=C tr"))
        #expect(try project.plan()["train"] == .mayRun("'upper' runs before it"))
        #expect(try project.repro() == ["upper": .ran, "train": .upToDate])
    }

    /// One branch changes the command, another the input; git merges both without a conflict. The output that is
    /// there was computed by neither combination.
    @Test func aFabricatedMergeIsNotAccepted() throws {
        let pipeline = "stages:\n  s: {cmd: \"head -c 1 in > out\", deps: [in], outs: [out]}\n"
        let project = try Project(pipeline, ["in": "ab"])
        try project.repro()
        try project.write("mlops.yaml", pipeline.replacing("head -c 1 in", with: "head -c 1 in; true"))
        #expect(throws: Never.self) { try project.repro() }
        try project.write("mlops.yaml", pipeline)
        try project.write("in", "ac")
        try project.repro()
        try project.write("mlops.yaml", pipeline.replacing("head -c 1 in", with: "head -c 1 in; true"))
        guard case .runs = try project.plan()["s"] else {
            Issue.record("the output of another command was accepted")
            return
        }
    }

    /// Whatever a stage made of the same inputs was made, here before or in another clone.
    @Test func everyResultOfTheSameInputsCounts() throws {
        let project = try Project(
            "stages:\n  s: {cmd: cp hidden out, deps: [in], outs: [out]}\n", ["in": "1", "hidden": "first\n"])
        try project.repro()
        for text in ["second\n", "third\n"] {
            try project.write("hidden", text)
            #expect(try project.repro(force: true) == ["s": .ran])
        }
        for text in ["first\n", "second\n", "third\n"] {
            try project.write("out", text)
            #expect(try project.repro() == ["s": .upToDate])
        }
        try project.write("out", "by hand\n")
        #expect(try project.plan()["s"] == .runs("'out' is not what the stage made of these inputs"))
        let record = try #require(try project.store.latest(stage: "s", pipeline: "mlops.yaml"))
        #expect(try project.store.otherRecords(for: record.key).count == 2)
        #expect(try project.store.otherRecords(for: "../\(record.key)").isEmpty)
    }

    /// What cannot be got is asked for once, not again for the sake of the folder's files.
    @Test func missingContentsAreAskedForOnce() throws {
        let project = try Project(
            "stages:\n  s: {cmd: \"mkdir -p d; cp in d/x; cp in f\", deps: [in], outs: [d, f]}\n", ["in": "1"])
        var asked: [LargeObject] = []
        var services = ReproServices()
        services.objects = ObjectStore(root: project.folder.path("objects"))
        services.fetch = { asked += $0 }
        var options = ReproOptions()
        options.pulls = true
        #expect(try project.reproducer(services).execute(options).ranCount == 1)
        try project.remove("d")
        try Files.removeTree(project.folder.path("objects"))
        #expect(try project.reproducer(services).execute(options).ranCount == 1)
        #expect(asked.count == 2 && Set(asked).count == 2)
    }

    @Test func editedRecordsAreNone() throws {
        let project = try chain()
        try project.repro("upper")
        let key = try #require(try project.store.latest(stage: "upper", pipeline: "mlops.yaml")).key
        let path = "state/stages/\(key).json"
        try project.folder.write(path, try project.folder.read(path).replacing("\"size\": 4", with: "\"size\": 5"))
        #expect(try project.store.record(for: key) == nil)
        #expect(try project.plan()["upper"] == .runs("it has not run yet"))
        #expect(try project.store.record(for: "../../etc/passwd") == nil)
    }

    /// A record that names other paths than its stage's outputs is none, whoever signed for it.
    @Test func aRecordSpeaksOfItsOwnOutputsOnly() throws {
        let project = try chain()
        try project.repro("upper")
        let record = try #require(try project.store.latest(stage: "upper", pipeline: "mlops.yaml"))
        guard case .object(var members) = record.json, var out = members["outs"]?.arrayValue?[0].objectValue else {
            Issue.record("the record is no object")
            return
        }
        out["path"] = ".git/hooks/pre-commit"
        members["outs"] = .array([.object(out)])
        members["digest"] = nil
        let text = JSONValue.object(members).serialized(.compact(sortedKeys: true))
        members["digest"] = .string(ContentHasher.object(of: text).id.hex)
        #expect(StageRecord(json: .object(members)) == nil)
        #expect(StageRecord(json: record.json) == record)
    }

    @Test func failureStopsAndLeavesNoRecord() throws {
        let project = try Project(
            """
            stages:
              a: {cmd: ["echo x > a.txt", "exit 7", "echo never > never.txt"], outs: [a.txt]}
              b: {cmd: cp a.txt b.txt, deps: [a.txt], outs: [b.txt]}
            """)
        #expect(
            try project.repro() == ["a": .failed("its command ended with exit code 7", code: 7), "b": .notReached])
        #expect(!Files.exists(project.root + "/never.txt"))
        #expect(try project.store.latest(stage: "a", pipeline: "mlops.yaml") == nil)
        #expect(try project.reproducer().execute(ReproOptions()).exitStatus == 7)
        try project.write("mlops.yaml", "stages:\n  a: {cmd: kill -9 $$, outs: [a.txt]}\n")
        #expect(try project.repro()["a"] == .failed("its command was ended by signal 9", code: 137))
        try project.write("mlops.yaml", "stages:\n  a: {cmd: 'true', outs: [a.txt]}\n")
        #expect(try project.repro()["a"] == .failed("it did not make 'a.txt'", code: 1))
        try project.write("mlops.yaml", "stages:\n  a: {cmd: 'true', deps: [gone]}\n")
        #expect(
            try project.repro()["a"] == .failed("mlops.yaml:2: stage 'a': 'gone' does not exist", code: 1))
    }

    @Test func everyLineHasItsOwnShellAndTheEnvironmentIsDVCs() throws {
        let project = try Project(
            """
            stages:
              s:
                cmd: |
                  A=1
                  echo "$A.$DVC_STAGE.$DVC_ROOT.$EXTRA" > out.txt
                wdir: sub
                outs: [out.txt]
            """, ["sub/keep": ""])
        try project.repro()
        #expect(try project.read("sub/out.txt") == ".s.\(project.root).given\n")
    }

    @Test func outputsAreRemovedUnlessTheyPersist() throws {
        let project = try Project(
            """
            stages:
              s:
                cmd: mkdir -p fresh && echo x >> fresh/f && echo x >> kept
                outs: [fresh, kept: {persist: true}]
            """)
        try project.repro(force: true)
        try project.repro(force: true)
        #expect(try project.read("fresh/f") == "x\n")
        #expect(try project.read("kept") == "x\nx\n")
    }

    @Test func outputsBehindALinkToTheOutsideAreNotRemoved() throws {
        let project = try Project("stages:\n  s: {cmd: 'true', outs: [link/precious]}\n")
        try project.folder.write("outside/precious", "gold")
        #expect(symlink(project.folder.path("outside"), project.root + "/link") == 0)
        guard case .failed = try project.repro()["s"] else {
            Issue.record("the stage ran")
            return
        }
        #expect(try project.folder.read("outside/precious") == "gold")
    }

    /// DVC counts neither links to folders nor what is in them.
    @Test func linksToFoldersAreNoFiles() throws {
        let project = try Project("stages:\n  s: {cmd: 'true', deps: [in]}\n", ["in/a": "x\n", "other/b": "y\n"])
        #expect(symlink("../other", project.root + "/in/link") == 0)
        try project.repro()
        let record = try #require(try project.store.latest(stage: "s", pipeline: "mlops.yaml"))
        #expect(record.inputs.deps["in"]?.count == 1)
        #expect(record.inputs.deps["in"]?.size == 2)
    }

    /// To leave the file out would be to take a part for the whole.
    @Test func namesThatAreNoTextAreRefused() throws {
        let project = try Project("stages:\n  s: {cmd: 'true', deps: [in]}\n", ["in/a": "x\n"])
        let name = Array("\(project.root)/in/n".utf8CString.dropLast()) + [CChar(bitPattern: 0xff), 0]
        let file = open(name, O_CREAT | O_WRONLY, 0o644)
        #expect(file >= 0)
        close(file)
        guard case .failed(let why, _) = try project.repro()["s"] else {
            Issue.record("the stage ran")
            return
        }
        #expect(why.contains("is not UTF-8"))
        try project.write(".dvcignore", "in/n*\n")
        #expect(try project.repro()["s"] == .ran)
    }

    @Test(arguments: ["", "# nothing\n", "a: 5\n"]) func aParameterThatIsMissingIsNotNull(_ file: String) throws {
        let project = try Project("stages:\n  s: {cmd: 'true', params: [a.b]}\n", ["params.yaml": file])
        guard case .failed = try project.repro()["s"] else {
            Issue.record("the stage ran")
            return
        }
    }

    @Test func inputsThatChangeMeanwhileAreNotRecorded() throws {
        let project = try Project(
            "stages:\n  s: {cmd: cp in out && echo more >> in, deps: [in], outs: [out]}\n", ["in": "x\n"])
        #expect(try project.repro()["s"] == .ranUnrecorded("'in' changed"))
        #expect(try project.store.latest(stage: "s", pipeline: "mlops.yaml") == nil)
    }

    @Test func targetsSelect() throws {
        let project = try Project(
            """
            stages:
              a: {cmd: echo 1 > a, outs: [a]}
              b: {cmd: cp a b, deps: [a], outs: [b]}
              g: {foreach: [x, y], do: {cmd: "echo ${item} > ${item}", outs: ["${item}"]}}
              always: {cmd: 'true'}
              frozen: {cmd: exit 1, frozen: true, outs: [f]}
            """)
        #expect(try project.repro("b") == ["a": .ran, "b": .ran])
        #expect(try project.repro("g") == ["g@x": .ran, "g@y": .ran])
        #expect(try project.repro("g@x") == ["g@x": .upToDate])
        #expect(try project.repro("b", force: true, single: true) == ["b": .ran])
        #expect(try project.repro("mlops.yaml:a") == ["a": .upToDate])
        #expect(try project.repro("./y") == ["g@y": .upToDate])
        #expect(try project.repro("always") == ["always": .ran])
        #expect(try project.repro("always") == ["always": .ran])
        #expect(try project.repro("frozen") == ["frozen": .failed("it is frozen, and 'f' is not there", code: 1)])
        try project.write("f", "")
        #expect(try project.repro("frozen") == ["frozen": .frozen])
        #expect(try project.repro("mlops.yaml").count == 6)
        #expect(throws: Diagnostic.self) { try project.repro("nothing") }
    }

    @Test func pointersStandForTheirFiles() throws {
        let project = try Project(
            "stages:\n  s: {cmd: wc -c < big > out, deps: [big], outs: [out]}\n", ["big": "content\n"])
        try project.repro()
        let hash = "434728a410a78f56fc1b5899c3593436e61ab0c731e9072d95e96db290205e53"
        try project.write("big", "version https://git-lfs.github.com/spec/v1\noid sha256:\(hash)\nsize 8\n")
        #expect(try project.plan()["s"] == .upToDate)
        try project.write(
            "big",
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "0", count: 64))\nsize 8\n")
        #expect(try project.repro()["s"] == .failed("'big' is not here, only its pointer", code: 1))
    }

    /// The example of docs/formats/pipeline.md.
    @Test func theKeyIsTheDocumentedOne() throws {
        let project = try Project(
            "stages:\n  s: {cmd: cp a b, deps: [a], params: [lr], outs: [b]}\n",
            ["a": "a\n", "params.yaml": "lr: 1.0\n"])
        try project.repro()
        let record = try project.store.latest(stage: "s", pipeline: "mlops.yaml")
        #expect(record?.key == "c660b8949759ea7b6ee80e19c6580d37afc0f8f33212265e65c7cb0bb116b035")
    }

    @Test func foldersCountByTheirContent() throws {
        let project = try Project(
            "stages:\n  s: {cmd: ls -R data > out, deps: [data], outs: [out]}\n", ["data/a": "1", "data/sub/b": "2"])
        try project.repro()
        try project.write("data/sub/b", "3")
        #expect(try project.plan()["s"] == .runs("'data' changed"))
        try project.write("data/sub/b", "2")
        #expect(try project.plan()["s"] == .upToDate)
        #expect(rename(project.root + "/data/a", project.root + "/data/c") == 0)
        #expect(try project.plan()["s"] == .runs("'data' changed"))
    }
}
