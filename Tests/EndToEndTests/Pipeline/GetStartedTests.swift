import MLOpsSystem
import MLOpsTestSupport
import Testing

/// A pipeline of the shape of DVC's public example for beginners: its stages, kinds of parameters, folders, plots of
/// several files, a picture and an artifact. The programs are stand-ins without any library.
@Suite struct GetStartedTests {
    private static let pipeline = """
        stages:
          prepare:
            cmd: python3 src/prepare.py data/data.xml
            deps: [data/data.xml, src/prepare.py]
            params: [prepare.seed, prepare.split]
            outs: [data/prepared]
          featurize:
            cmd: python3 src/featurize.py data/prepared data/features
            deps: [data/prepared, src/featurize.py]
            params: [featurize.max_features]
            outs: [data/features]
          train:
            cmd: python3 src/train.py data/features model.txt
            deps: [data/features, src/train.py]
            params: [train.seed]
            outs: [model.txt]
          evaluate:
            cmd: python3 src/evaluate.py model.txt data/features
            deps: [data/features, model.txt, src/evaluate.py]
            outs: [eval]
        metrics: [eval/metrics.json]
        plots:
          - ROC:
              template: simple
              x: fpr
              y: {eval/plots/roc/train.json: tpr, eval/plots/roc/test.json: tpr}
          - Confusion-Matrix:
              template: confusion
              x: actual
              y: {eval/plots/cm/train.json: predicted, eval/plots/cm/test.json: predicted}
          - Precision-Recall:
              template: simple
              x: recall
              y: {eval/prc/train.json: precision, eval/prc/test.json: precision}
          - eval/importance.svg
        artifacts:
          text-classification: {path: model.txt, type: model, labels: [nlp], desc: a stand-in}
        """

    private static let programs = [
        "prepare": """
        import os, sys, xml.etree.ElementTree as tree
        os.makedirs("data/prepared", exist_ok=True)
        rows = [row.attrib["Tags"] + "\\t" + row.attrib["Title"] for row in tree.parse(sys.argv[1]).getroot()]
        for name, part in (("train", rows[:-20]), ("test", rows[-20:])):
            open(f"data/prepared/{name}.tsv", "w").write("\\n".join(part) + "\\n")
        """,
        "featurize": """
        import os, sys
        os.makedirs(sys.argv[2], exist_ok=True)
        for name in ("train", "test"):
            lines = open(f"{sys.argv[1]}/{name}.tsv").read().splitlines()
            rows = [f"{int('<r>' in line)} {len(line.split(chr(9))[1])}" for line in lines]
            open(f"{sys.argv[2]}/{name}.txt", "w").write("\\n".join(rows) + "\\n")
        """,
        "train": """
        import sys
        rows = [line.split() for line in open(f"{sys.argv[1]}/train.txt")]
        open(sys.argv[2], "w").write(str(sum(int(length) for _, length in rows) / len(rows)))
        """,
        "evaluate": """
        import json, os, sys
        for folder in ("eval/plots/roc", "eval/plots/cm", "eval/prc"): os.makedirs(folder, exist_ok=True)
        mean = float(open(sys.argv[1]).read())
        metrics = {}
        for name in ("train", "test"):
            rows = [line.split() for line in open(f"{sys.argv[2]}/{name}.txt")]
            pairs = [(int(label), int(int(length) > mean)) for label, length in rows]
            metrics[name] = {"accuracy": sum(a == p for a, p in pairs) / len(pairs)}
            points = [{"fpr": i / 4, "tpr": (i / 4) ** 0.5, "threshold": 1 - i / 4} for i in range(5)]
            json.dump({"roc": points}, open(f"eval/plots/roc/{name}.json", "w"))
            json.dump([{"actual": str(a), "predicted": str(p)} for a, p in pairs], open(f"eval/plots/cm/{name}.json", "w"))
            json.dump({"prc": [{"precision": 1 - i / 5, "recall": i / 4} for i in range(5)]}, open(f"eval/prc/{name}.json", "w"))
        json.dump(metrics, open("eval/metrics.json", "w"))
        open("eval/importance.svg", "w").write("<svg xmlns='http://www.w3.org/2000/svg'/>")
        """,
    ]

    @Test func allStagesRunThenNothing() throws {
        let repository = try TempRepository(install: true)
        try repository.write("dvc.yaml", Self.pipeline)
        try repository.write(
            "params.yaml",
            "prepare: {split: 0.2, seed: 20170428}\nfeaturize: {max_features: 200, ngrams: 2}\ntrain: {seed: 1, n_est: 50}\n"
        )
        for (name, text) in Self.programs { try repository.write("src/\(name).py", text + "\n") }
        let rows = (0..<100).map {
            "<row Id=\"\($0)\" Tags=\"\($0 % 3 == 0 ? "&lt;r&gt;" : "&lt;c&gt;")\" Title=\"\($0 * 7919)\"/>"
        }
        try repository.write("data/data.xml", "<rows>\(rows.joined(separator: "\n"))</rows>")
        try repository.commit("start")
        let first = try repository.mlops("repro").check()
        #expect(first.errors.contains("Ran 4 stages"))
        try repository.commit("results")
        #expect(try repository.mlops("repro").check().errors == "Everything is up to date")
        let page = try repository.mlops("report", "--html").check().output
        #expect(page.contains("test.accuracy"))
        for title in ["ROC", "Confusion-Matrix", "Precision-Recall"] {
            #expect(page.contains("<title>\(title)</title>"))
        }
        #expect(page.contains("alt=\"eval/importance.svg (HEAD)\""))
        // In a worktree of its own only what depends on the change runs.
        let other = try repository.mlops("run", "--pipeline", "--name", "more", "-S", "train.seed=2").check()
        #expect(other.errors.contains("'train.seed'"))
        #expect(try repository.git("status", "--porcelain").check().output.isEmpty)
    }
}
