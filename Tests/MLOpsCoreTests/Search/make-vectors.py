"""Asks MLflow's own code what filters and orders mean, for SearchVectorTests.

    python make-vectors.py > vectors.json        (with mlflow 3 installed)
"""

import json
import random

from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, Run, RunData, RunInfo, RunInputs, RunTag
from mlflow.entities.model_registry import ModelVersion, ModelVersionTag, RegisteredModel, RegisteredModelTag
from mlflow.exceptions import MlflowException
from mlflow.utils.search_utils import SearchModelUtils, SearchModelVersionUtils, SearchUtils

NAN = float("nan")
RUNS = [
    {"attributes": {"run_id": "a1", "run_name": "base", "user_id": "ada", "status": "FINISHED", "artifact_uri": "s3://b/a1", "start_time": 100, "end_time": 200},
     "metrics": {"loss": 0.5, "f1.macro": 0.75}, "params": {"lr": "0.1", "net": "ResNet_50"}, "tags": {"team": "red", "mlflow.source.name": "train.py", "a b": "x"},
     "datasets": [{"name": "iris", "digest": "d1", "context": "train"}, {"name": "wine", "digest": "d2", "context": "eval"}]},
    {"attributes": {"run_id": "b2", "run_name": "Base 2", "user_id": "bob", "status": "FAILED", "artifact_uri": "s3://b/b2", "start_time": 300, "end_time": None},
     "metrics": {"loss": NAN}, "params": {"lr": "0.01", "net": "vit"}, "tags": {"team": "RED"}, "datasets": []},
    {"attributes": {"run_id": "c3", "run_name": "100%", "user_id": "ada", "status": "RUNNING", "artifact_uri": "", "start_time": 300, "end_time": 400},
     "metrics": {"loss": -1.0, "acc": 1e9}, "params": {"net": ""}, "tags": {"a-b": "it's", "team": "Über"},
     "datasets": [{"name": "iris", "digest": "d3", "context": "train"}]},
    {"attributes": {"run_id": "d4", "run_name": "last", "user_id": "", "status": "KILLED", "artifact_uri": "x", "start_time": 50, "end_time": 60},
     "metrics": {"loss": 0.5, "acc": 0.0}, "params": {}, "tags": {}, "datasets": []},
]
MODELS = [
    {"name": "fraud", "created": 5, "updated": 9, "tags": {"team": "red", "a b": "x"}},
    {"name": "Fraud_2", "created": 4, "updated": 9, "tags": {"team": "blue"}},
    {"name": "churn", "created": 4, "updated": 1, "tags": {"mlflow.prompt.is_prompt": "true"}},
    {"name": "100%", "created": 4, "updated": 3, "tags": {}},
]
VERSIONS = [
    {"name": "fraud", "version": 1, "run_id": "a1", "source_path": "runs:/a1/model", "created": 1, "updated": 5, "tags": {"ok": "yes"}},
    {"name": "fraud", "version": 2, "run_id": "b2", "source_path": "models/m.bin", "created": 2, "updated": 4, "tags": {"ok": "no", "a b": "x"}},
    {"name": "churn", "version": 10, "run_id": None, "source_path": "", "created": 2, "updated": 5, "tags": {}},
    {"name": "Fraud_2", "version": 1, "run_id": "a1", "source_path": "x", "created": 0, "updated": 0, "tags": {"mlflow.prompt.is_prompt": "true"}},
]


def run(r):
    a = r["attributes"]
    info = RunInfo(run_id=a["run_id"], experiment_id="0", user_id=a["user_id"], status=a["status"], start_time=a["start_time"],
                   end_time=a["end_time"], lifecycle_stage="active", artifact_uri=a["artifact_uri"], run_name=a["run_name"])
    data = RunData([Metric(k, v, 0, 0) for k, v in r["metrics"].items()], [Param(k, v) for k, v in r["params"].items()],
                   [RunTag(k, v) for k, v in r["tags"].items()])
    inputs = RunInputs([DatasetInput(Dataset(d["name"], d["digest"], "local", "x"), [InputTag("mlflow.data.context", d["context"])])
                        for d in r["datasets"]])
    return Run(info, data, inputs)


def entities():
    runs = [run(r) for r in RUNS]
    models = [RegisteredModel(m["name"], m["created"], m["updated"], tags=[RegisteredModelTag(k, v) for k, v in m["tags"].items()])
              for m in MODELS]
    versions = [ModelVersion(v["name"], v["version"], v["created"], v["updated"], source=v["source_path"], run_id=v["run_id"],
                             tags=[ModelVersionTag(k, t) for k, t in v["tags"].items()]) for v in VERSIONS]
    return {"runs": (runs, SearchUtils), "models": (models, SearchModelUtils), "modelVersions": (versions, SearchModelVersionUtils)}


KEYS = {
    "runs": ["metrics.loss", "metric.acc", "metrics.f1.macro", "metrics.`f1.macro`", 'metrics."loss"', "params.lr", "param.net", "parameter.lr",
             "parameters.net", "tags.team", "tag.`a b`", 'tags."a-b"', "tags.mlflow.source.name", "tags.a-b", "run_id", "attributes.run_id",
             "attribute.run_name", "attr.status", "run.user_id", "start_time", "end_time", "created", "attributes.`Run name`", "`run name`",
             "artifact_uri", "datasets.name", "dataset.digest", "dataset.context", "dataset.source", "metrics", "loss", "Metrics.loss",
             "lifecycle_stage", "run_name", "status"],
    "models": ["name", "attribute.name", "tags.team", "tag.`a b`", "tags.`mlflow.prompt.is_prompt`", "attributes.name", "creation_timestamp", "version",
               "run_id"],
    "modelVersions": ["name", "run_id", "source_path", "version_number", "attribute.run_id", "tags.ok", "tag.`a b`",
                      "tags.`mlflow.prompt.is_prompt`", "version", "creation_timestamp", "metrics.x"],
}
TESTS = ["= 'red'", "= 'iris'", "!= 'red'", "= \"ada\"", "LIKE 'f%'", "like '%a%'", "ILIKE 'FRAUD%'", "ILIKE '%RED'", "LIKE '%_2'", "LIKE '100%'", "LIKE '_'",
         "LIKE ''", "LIKE 'a.'", "> 0.4", ">= 0.5", "< .6", "<= -1", "= 0.5", "!= 0.5", "= 1e9", "> '1'", "= 1", "= 2", "!= 10", "> 1", "= red",
         "IN ('a1', 'c3')", "in ('fraud')", "NOT IN ('a1')", "IN ()", "IN ('iris','x',)", "IN (1)", "IN 'a1'", "IS NULL", "IS NOT NULL", "is null",
         "== 1", "<> 'red'", "BETWEEN 1 AND 2", "NOT LIKE 'f%'", "= '0.1'", "= 'true'", "!= 'true'", "= 'false'", "= 100", "> 100", "= 'x'",
         "= ''", "= \"it's\"", "= 'FINISHED'", "LIKE '%\u00fcber'", "ILIKE '%\u00dcBER'", "= 'd1'", "= 'train'", "!= 'train'", "= 'yes'", "", "= `x`"]
FIXED = ["", " ", "metrics.loss > 0.4 AND params.lr = '0.1'", "metrics.loss > 0.4 and tags.team = 'red' And status = 'FINISHED'",
         "metrics.loss>0.4", "metrics.loss > 0.4 AND", "AND metrics.loss > 0.4", "metrics.loss > 0.4 OR metrics.loss < 0", "NOT metrics.loss > 0.4",
         "(metrics.loss > 0.4)", "metrics.loss > 0.4; metrics.loss < 1", "0.4 < metrics.loss", "metrics.loss > 0.4 -- x", "name = 'fraud' AND version_number > 1",
         "name LIKE 'fr%' AND tags.ok = 'no'", "name='fraud'and run_id='a1'", "'x' = name", "name", "tags.`team = 'red'", "tags.team = 'red",
         "name = 'fraud' AND tags.`a b` = 'x'", "name IN ('fraud', 'churn') AND run_id IN ('a1')", "tags.team IS NULL AND metrics.acc >= 0",
         "datasets.name = 'iris' AND datasets.digest = 'd2'", "run_id NOT IN ('a1','b2') AND metrics.loss <= 0.5"]
ORDERS = ["metrics.loss", "metrics.loss DESC", "metrics.acc asc", "params.lr", "params.net DESC", "tags.team", "tags.`a b` DESC", "start_time",
          "start_time DESC", "attributes.run_id desc", "end_time", "end_time DESC", "created ASC", "run_name", "name", "name DESC", "creation_timestamp",
          "last_updated_timestamp DESC", "version_number DESC", "version_number", "bogus", "name sideways", "name ASC DESC", "", "metrics.f1.macro"]


def key_of(kind, entity):
    if kind == "runs":
        return entity.info.run_id
    return entity.name if kind == "models" else f"{entity.name}/{entity.version}"


def answer(action):
    try:
        return action()
    except MlflowException:
        return None
    except Exception:
        return "broken"


def main():
    rng = random.Random(7)
    vectors = {"runs": RUNS, "models": MODELS, "modelVersions": VERSIONS, "filters": [], "orders": []}
    for kind, (items, utils) in entities().items():
        clauses = [f"{key} {test}".strip() for key in KEYS[kind] for test in TESTS]
        sound = [c for c in clauses if answer(lambda: utils.filter(items, c)) not in (None, "broken")]
        pairs = [f"{rng.choice(sound)} AND {rng.choice(sound)}" for _ in range(150)]
        for text in FIXED + clauses + pairs:
            found = answer(lambda: [key_of(kind, e) for e in utils.filter(items, text)])
            if found != "broken":
                vectors["filters"].append([kind, text, found])
        for text in ORDERS + [f"{a}|{b}" for a in ORDERS[:4] for b in ORDERS[4:8]]:
            found = answer(lambda: [key_of(kind, e) for e in utils.sort(items, text.split("|"))])
            if found != "broken":
                vectors["orders"].append([kind, text, found])
    print("{")
    for name in ("runs", "models", "modelVersions"):
        print(f'"{name}": {json.dumps(vectors[name], ensure_ascii=False)},')
    for name, end in (("filters", ","), ("orders", "")):
        rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in vectors[name])
        print(f'"{name}": [\n{rows}\n]{end}')
    print("}")


main()
