import MLOpsCore
import MLOpsDocuments
import MLOpsPipeline
import Testing

@Suite struct PipelineTests {
    @Test func everyKeyOfAStage() throws {
        let text = """
            stages:
              train:
                desc: fit the model
                cmd: |
                  python prepare.py

                  python train.py
                wdir: src
                deps: [../data/raw.csv, train.py, https://example.com/x.csv, /etc/hostname]
                params:
                - train.lr
                - train.epochs
                - other.json: [a, b.c]
                - whole.toml:
                outs:
                - model.pkl
                - cache: {persist: true, push: false, desc: kept, remote: far, type: dir, labels: [x]}
                metrics:
                - metrics.json: {cache: false}
                plots:
                - roc.csv: {x: fpr, y: tpr, template: linear, header: true}
                - pr.csv: [{x: a, y: b}, {x: c, y: d}]
                frozen: true
                always_changed: true
                meta:
                  owner: ada
                  mlops:
                    metrics: {accuracy: higher, val.loss: lower}
            metrics: [top.yaml]
            params: [extra.yaml]
            plots:
            - curves
            - ROC: {x: fpr, y: {a.csv: tpr}, title: t}
            artifacts:
              model: {path: models/m.pkl, type: model, desc: d, labels: [l], meta: {k: v}}
            """
        let pipeline = try PipelineFiles(pipeline: text).pipeline()
        let stage = try #require(pipeline.stage("train"))
        #expect(stage.commands == ["python prepare.py", "python train.py"])
        #expect(stage.workingDirectory == "src")
        #expect(stage.deps == ["data/raw.csv", "src/train.py", "https://example.com/x.csv", "/etc/hostname"])
        #expect(stage.params.map(\.file) == ["src/params.yaml", "src/other.json", "src/whole.toml"])
        #expect(stage.params.map(\.keys) == [["train.lr", "train.epochs"], ["a", "b.c"], nil])
        #expect(
            stage.outs.map(\.path) == ["src/model.pkl", "src/cache", "src/metrics.json", "src/roc.csv", "src/pr.csv"])
        #expect(stage.outs.map(\.kind) == [.output, .output, .metrics, .plots, .plots])
        #expect(stage.outs[1].isPersistent && !stage.outs[1].isPushed && stage.outs[1].description == "kept")
        #expect(!stage.outs[2].isCached)
        #expect(stage.outs[3].properties["template"] == "linear")
        #expect(stage.isFrozen && stage.isAlwaysChanged && stage.description == "fit the model")
        #expect(stage.directions == ["accuracy": .higher, "val.loss": .lower])
        #expect(stage.line == 2)
        #expect(pipeline.metricsFiles == ["src/metrics.json", "top.yaml"])
        #expect(
            pipeline.paramsFiles.map(\.file) == [
                "params.yaml", "src/params.yaml", "src/other.json", "src/whole.toml", "extra.yaml",
            ])
        #expect(pipeline.plots.map(\.id) == ["curves", "ROC"])
        #expect(pipeline.artifacts.first?.path == "models/m.pkl")
    }

    @Test func mlopsYamlWinsAndAFolderMayHoldThePipeline() throws {
        let files = PipelineFiles([
            "dvc.yaml": "metrics: [a.json]", "mlops.yaml": "metrics: [b.json]",
            "sub/dvc.yaml": "metrics: [../c.json, d.json]",
        ])
        #expect(try files.load()?.metricsFiles == ["b.json"])
        #expect(try files.load(folder: "sub")?.metricsFiles == ["c.json", "sub/d.json"])
        #expect(try files.load(folder: "none") == nil)
        #expect(try PipelineFiles(pipeline: "").load()?.stages.isEmpty == true)
    }

    @Test func templates() throws {
        let pipeline = try PipelineFiles(
            pipeline: """
                vars:
                - extra.yaml:model,deep
                - local: {n: 3}
                stages:
                  a:
                    cmd: run ${lr} ${model} ${deep.list[1]} ${ local.n } \\${HOME} ${flags}
                    wdir: ${model}
                    outs: ["${deep.out}.bin"]
                    always_changed: ${yes}
                """,
            [
                "params.yaml":
                    "lr: 1e-05\nyes: true\nflags: {name: 'x y', layers: [1, 2], on: true, off: false, n: {m: 1}}",
                "extra.yaml": "model: net\ndeep: {list: [x, y], out: o}\nunused: 1",
            ]
        ).pipeline()
        let stage = try #require(pipeline.stages.first)
        #expect(
            stage.commands == ["run 1e-05 net y 3 ${HOME} --name 'x y' --layers 1 2 --on --n.m 1"])
        #expect(stage.workingDirectory == "net")
        #expect(stage.outs.map(\.path) == ["net/o.bin"])
        #expect(stage.isAlwaysChanged)
    }

    @Test func foreachAndMatrix() throws {
        let pipeline = try PipelineFiles(
            pipeline: """
                stages:
                  list: {foreach: [us, 2, true], do: {cmd: "x ${item}"}}
                  dicts: {foreach: [{a: 1}, {a: 2}], do: {cmd: "x ${item.a}"}}
                  map: {foreach: "${sets}", do: {cmd: "x ${key} ${item.v}"}}
                  grid:
                    matrix: {size: [s, l], opt: [{n: 1}, {n: 2}]}
                    cmd: x ${item.size} ${item.opt.n} ${key}
                """, ["params.yaml": "sets: {p: {v: 1}, q: {v: 2}}"]
        ).pipeline()
        #expect(
            pipeline.stages.map { "\($0.name): \($0.commands[0])" } == [
                "list@us: x us", "list@2: x 2", "list@true: x true", "dicts@0: x 1", "dicts@1: x 2", "map@p: x p 1",
                "map@q: x q 2", "grid@s-opt0: x s 1 s-opt0", "grid@s-opt1: x s 2 s-opt1", "grid@l-opt0: x l 1 l-opt0",
                "grid@l-opt1: x l 2 l-opt1",
            ])
        #expect(pipeline.stages[0].group == "list")
    }

    @Test(arguments: [
        ("stagess: {}", "mlops.yaml:1:1: 'stagess': unknown key", "did you mean 'stages'?"),
        ("stages:\n  a:\n    deps: [x]", "mlops.yaml:2:3: 'stages.a': a stage needs a command", "add 'cmd: COMMAND'"),
        (
            "stages:\n  a:\n    cmd: x\n    out: [x]", "mlops.yaml:4:5: 'stages.a.out': unknown key",
            "did you mean 'outs'?"
        ),
        (
            "stages:\n  a:\n    cmd: x\n    deps: x",
            "mlops.yaml:4:5: 'stages.a.deps': expected a list, found a string",
            "write '[ITEM, …]', or '- ITEM' on lines of their own"
        ),
        (
            "stages:\n  a:\n    cmd: 5", "mlops.yaml:3:5: 'stages.a.cmd': expected text, found an integer",
            "put it in quotes"
        ),
        ("stages:\n  a:\n    cmd: ' '", "mlops.yaml:3:5: 'stages.a.cmd': the command is empty", nil),
        (
            "stages:\n  a:\n    cmd: x\n    frozen: yes",
            "mlops.yaml:4:5: 'stages.a.frozen': expected true or false, found a string",
            "write it without quotes"
        ),
        (
            "stages:\n  a:\n    cmd: x\n    outs:\n    - ../y",
            "mlops.yaml:5:7: 'stages.a.outs.0': the output '../y' lies outside the repository",
            "let the stage write into the repository"
        ),
        (
            "stages:\n  a:\n    cmd: x\n    outs: [.GIT/config]",
            "mlops.yaml:4:12: 'stages.a.outs.0': '.GIT/config' cannot be an output", nil
        ),
        (
            "stages:\n  '':\n    cmd: x",
            "mlops.yaml:2:3: 'stages.': a stage needs a name", "write 'NAME:' above it"
        ),
        (
            "stages:\n  a:\n    cmd: x ${no.such}", "mlops.yaml:3:5: 'stages.a.cmd': '${no.such}' has no value",
            "define 'no.such' in params.yaml or under 'vars'"
        ),
        (
            "vars: [{a: 1}, {a: 2}]\nstages: {}", "mlops.yaml:1:16: 'vars.1': 'a' is already defined in 'vars.0'",
            "give the value another name"
        ),
        ("vars: ['${a}']", "mlops.yaml:1:8: 'vars.0': 'vars' may hold no templates", "write the value itself"),
        (
            "vars: [none.yaml]", "mlops.yaml:1:8: 'vars.0': 'none.yaml' does not exist",
            "make it, or take it out here"
        ),
        (
            "stages:\n  a:\n    cmd: x\n    meta: {mlops: {metrics: {m: up}}}",
            "mlops.yaml:4:30: 'stages.a.meta.mlops.metrics.m': a metric gets better 'higher' or 'lower'", nil
        ),
        (
            "stages:\n  a:\n    cmd: x ${no[such}", "mlops.yaml:3:5: 'stages.a.cmd': '${no[such}' is no template",
            "write '${name.key}', or '\\${' for the text itself"
        ),
        (
            "stages:\n  a@b:\n    cmd: x",
            "mlops.yaml:2:3: 'stages.a@b': '@' only stands in the names that 'foreach' and 'matrix' make",
            "leave it out"
        ),
        (
            "stages:\n  a:\n    matrix: {}\n    cmd: x", "mlops.yaml:3:5: 'stages.a.matrix': it has no values",
            "write 'NAME: [VALUE, …]' below"
        ),
        (
            "stages:\n  a:\n    cmd: x\n    outs: [sub/x.dvc]",
            "mlops.yaml:4:12: 'stages.a.outs.0': 'sub/x.dvc' cannot be an output: it is or holds a file that describes "
                + "stages or data", "let the stage write to another place"
        ),
        (
            "stages:\n  a:\n    cmd: x\n    outs: [.dvc/cache]",
            "mlops.yaml:4:12: 'stages.a.outs.0': '.dvc/cache' cannot be an output: it is or holds a file that describes "
                + "stages or data", "let the stage write to another place"
        ),
        (
            "stages:\n  a:\n    cmd: x\n    outs: [o: {labels: x}]",
            "mlops.yaml:4:16: 'stages.a.outs.0.o.labels': expected a list, found a string",
            "write '[ITEM, …]', or '- ITEM' on lines of their own"
        ),
        (
            "stages:\n  a:\n    cmd: x\n    deps: ['']", "mlops.yaml:4:12: 'stages.a.deps.0': the path is empty",
            "name a file or a folder"
        ),
        ("stages: [a]", "mlops.yaml:1:1: 'stages': expected a mapping, found an array", nil),
        ("a: [", "mlops.yaml:2:1: did not find expected node content", nil),
    ])
    func complaintsNameFileLineKeyAndTheCure(_ text: String, _ message: String, _ hint: String?) throws {
        let error = #expect(throws: DocumentError.self) { try PipelineFiles(pipeline: text + "\n").pipeline() }
        #expect(error?.diagnostic.message == message)
        #expect(error?.hint == hint)
    }

    /// As in DVC: a stage may load again what is loaded, any name is YAML, what is merged comes first, and
    /// `[parsing]` says how a mapping becomes arguments.
    @Test func variablesAsDVCReadsThem() throws {
        let pipeline = """
            vars: [values.conf]
            stages:
              a:
                cmd: run ${map} ${n}
                wdir: sub
                desc: ${none}
                vars: [../values.conf, ../params.yaml]
              b: {matrix: {v: "${map}"}, cmd: "x ${item.v}"}
            """
        var files = [
            "params.yaml": "n: 1\nnone:\n",
            "values.conf": "base: &b {x: true, l: [1, a b]}\nmap:\n  off: false\n  <<: *b\n  x: false\n  e: {}\n",
        ]
        func stages() throws -> [Stage] { try PipelineFiles(pipeline: pipeline, files).pipeline().stages }
        #expect(try stages()[0].commands == ["run --l 1 'a b' 1"])
        #expect(try stages()[0].description == nil)
        #expect(try stages().dropFirst().map(\.name) == ["b@x", "b@l", "b@off", "b@e"])
        files[".dvc/config"] =
            "[core]\n    bool = x\n['remote \"r\"']\n[parsing]\n  bool = boolean_optional\n\tlist=append\n"
        #expect(try stages()[0].commands == ["run --no-x --l 1 --l 'a b' --no-off 1"])
    }

    @Test func declaredMetricsAndParams() throws {
        let files = [
            "mlops.yaml": """
            stages:
              t:
                cmd: x
                params: [a.b, {other.json: [k.l]}]
                metrics: [m.json, pointer.json, broken.json, absent.json]
                meta: {mlops: {metrics: {acc: higher}}}
            metrics: [t.toml]
            """,
            "params.yaml": "a: {b: 1, c: [1, 2]}\nd: on\n",
            "other.json": #"{"k": {"l": {"m": 1}}, "z": 2}"#,
            "m.json": #"{"acc": 0.5, "loss": {"train": NaN, "list": [1]}, "none": null, "ok": true, "s": "text"}"#,
            "pointer.json": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            "broken.json": "{",
            "t.toml": "f1 = 1\n",
        ]
        let read: RepositoryFileReader = { files[$0.description].map { Array($0.utf8) } }
        let metrics = try DeclaredValues.metrics(read: read)
        #expect(metrics.files.map(\.path) == ["m.json", "t.toml"])
        #expect(metrics.files[0].values.map(\.key) == ["acc", "loss.train", "ok", "s"])
        #expect(metrics.problems.map(\.name) == ["pointer.json", "broken.json"])
        #expect(metrics.problems[0].reason.contains("pointer"))
        #expect(metrics.directions == ["acc": .higher])
        let params = try DeclaredValues.params(read: read)
        #expect(params.files.map(\.path) == ["params.yaml", "other.json"])
        #expect(params.files[0].values.map(\.key) == ["a.b", "a.c", "d"])
        #expect(params.files[1].values.map(\.key) == ["k.l.m"])
        #expect(try DeclaredValues.metrics(targets: ["t.toml"], read: read).files.map(\.path) == ["t.toml"])
        #expect(try DeclaredValues.metrics { _ in nil }.isEmpty)
        let folder = try DeclaredValues.metrics(targets: ["m", "t.toml"], read: read) {
            $0 == "m" ? ["other.json", "t.toml"] : nil
        }
        #expect(folder.files.map(\.path) == ["other.json", "t.toml"])
    }
}
