"""Fills MLflow stores as a user's program would, and says what MLflow itself reads back.

    make-mlflow-stores.py make FOLDER               by MLflow itself
    make-mlflow-stores.py record FOLDER > FIXTURE   by MLflow itself, kept to be made again without it
    make-mlflow-stores.py replay FOLDER FIXTURE     what was recorded

makes FOLDER/files/mlruns (file store) and FOLDER/sql/mlflow.db (SQLite), with the same experiments, runs and models, and
prints for each what MlflowClient answers, as JSON.
"""
import json
import os
import pathlib
import sqlite3
import sys

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["GIT_PYTHON_REFRESH"] = "quiet"

if sys.argv[1] != "replay":
    from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType
    from mlflow.tracking import MlflowClient


def fill(client, root):
    names = ["plain", "näme with / and %", "big"]
    for number, name in enumerate(names):
        place = pathlib.Path(root, "artifacts", str(number)).as_uri()
        experiment = client.create_experiment(name, artifact_location=place, tags={"team": f"t{number}"})
        run = client.create_run(experiment, start_time=1700000000000 + number, run_name=f"run {number}", tags={"colour": "red, blue"})
        rid = run.info.run_id
        points = [Metric("loss", 1.0 / (step + 1), 1700000000000 + step, step) for step in range(20 if number else 300)]
        points += [Metric("a/b.c", float("nan"), 1700000000500, 0), Metric("inf", float("inf"), 1700000000500, -1)]
        client.log_batch(rid, metrics=points, params=[Param("lr", "0.1"), Param("deep/er.key", "ü ' \""), Param("empty", "")],
                         tags=[RunTag("mlflow.note.content", "a note\nof two lines"), RunTag("k" * 50, "v" * 300)])
        child = client.create_run(experiment, start_time=1700000001000, tags={"mlflow.parentRunId": rid})
        client.log_metric(child.info.run_id, "acc", 0.5 + number, timestamp=1700000001500, step=3)
        client.set_terminated(child.info.run_id, "FAILED", end_time=1700000002000)
        dataset = Dataset("train", "abcd1234", "local", '{"uri": "data.csv"}', '{"s": 1}', '{"p": 2}')
        client.log_inputs(rid, [DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])])
        client.log_text(rid, f"weights {number}\n", "model/weights.txt")
        client.log_text(rid, "x" * (2 << 20), "big.bin")
        client.set_terminated(rid, "FINISHED", end_time=1700000009000)
        gone = client.create_run(experiment, start_time=1700000003000)
        client.delete_run(gone.info.run_id)
    runs = client.search_runs([client.get_experiment_by_name("plain").experiment_id])
    best = [r for r in runs if r.data.tags.get("colour")][0]
    client.create_registered_model("fraud", tags={"owner": "ada"}, description="finds fraud")
    for number in range(3):
        client.create_model_version("fraud", best.info.artifact_uri + "/model", run_id=best.info.run_id, description=f"version {number}")
    client.set_registered_model_alias("fraud", "champion", "2")
    client.set_model_version_tag("fraud", "1", "checked", "yes")
    client.delete_model_version("fraud", "3")


def read(client):
    answer = {"experiments": {}, "runs": {}, "models": {}}
    for experiment in client.search_experiments(view_type=ViewType.ALL):
        answer["experiments"][experiment.name] = dict(experiment.tags)
        for run in client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL):
            info = run.info
            answer["runs"][info.run_id] = {
                "experiment": experiment.name, "name": info.run_name, "status": info.status, "start": info.start_time,
                "end": info.end_time, "deleted": info.lifecycle_stage == "deleted", "user": info.user_id,
                "params": run.data.params, "tags": run.data.tags,
                "metrics": {
                    key: [[str(p.value), p.timestamp, p.step] for p in client.get_metric_history(info.run_id, key)]
                    for key in run.data.metrics
                },
                "inputs": [
                    [i.dataset.name, i.dataset.digest, i.dataset.source_type, i.dataset.source, i.dataset.schema,
                     i.dataset.profile, {t.key: t.value for t in i.tags}]
                    for i in run.inputs.dataset_inputs
                ],
            }
    for model in client.search_registered_models():
        answer["models"][model.name] = {
            "tags": model.tags, "description": model.description, "aliases": dict(model.aliases),
            "versions": {
                v.version: {"run": v.run_id, "description": v.description, "tags": dict(v.tags), "source": v.source}
                for v in client.search_model_versions(f"name='{model.name}'")
            },
        }
    return answer


def make(folder):
    """Stores by the real MLflow, and its answers."""
    answers = {}
    for kind in ["files", "sql"]:
        root = folder / kind
        root.mkdir(parents=True, exist_ok=True)
        uri = (root / "mlruns").as_uri() if kind == "files" else f"sqlite:///{root}/mlflow.db"
        client = MlflowClient(uri, uri)
        fill(client, root)
        answers[kind] = read(client)
    return answers


def record(folder, answers):
    """All of it as one JSON document that needs no MLflow to be made again."""
    place = str(folder)
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.name == "mlflow.db":
            continue
        text = path.read_text()
        files[str(path.relative_to(folder))] = ["x", len(text)] if text == "x" * len(text) else [text.replace(place, "@ROOT@"), 1]
    database = sqlite3.connect(folder / "sql" / "mlflow.db")
    tables = [
        "experiments", "experiment_tags", "runs", "metrics", "params", "tags", "datasets", "inputs", "input_tags",
        "registered_models", "registered_model_tags", "registered_model_aliases", "model_versions", "model_version_tags",
    ]
    rows = {}
    for table in tables:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        values = database.execute(f"SELECT * FROM {table}").fetchall()
        rows[table] = [columns, [[v.replace(place, "@ROOT@") if isinstance(v, str) else v for v in row] for row in values]]
    text = json.dumps({"answers": answers, "files": files, "rows": rows}, sort_keys=True, ensure_ascii=False)
    return text.replace(place, "@ROOT@").replace(str(pathlib.Path.cwd()), "@ROOT@")


def replay(fixture, folder):
    """The stores as they were recorded, and MLflow's answers."""
    document = json.loads(pathlib.Path(fixture).read_text().replace("@ROOT@", str(folder)))
    for name, (text, count) in document["files"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text * count)
    (folder / "sql").mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(folder / "sql" / "mlflow.db")
    for table, (columns, rows) in document["rows"].items():
        names = ", ".join(f'"{column}"' for column in columns)
        database.execute(f'CREATE TABLE "{table}" ({names})')
        database.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(columns))})', rows)
    database.commit()
    return document["answers"]


if __name__ == "__main__":
    verb, folder = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if verb == "replay":
        print(json.dumps(replay(sys.argv[3], folder), sort_keys=True))
    else:
        answers = make(folder)
        print(record(folder, answers) if verb == "record" else json.dumps(answers, sort_keys=True))
