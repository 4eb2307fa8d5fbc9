"""A run, its logged model and a trace in both of MLflow 3.17's stores, laid out as that version does: FOLDER/mlruns and
FOLDER/mlflow.db, where the model is registered, too."""
import pathlib
import sqlite3
import sys

folder = pathlib.Path(sys.argv[1])


def write(path, text):
    path = folder / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


run, model = "a" * 32, "m-" + "a" * 32
write("mlruns/5/meta.yaml", "artifact_location: x\nexperiment_id: '5'\nlifecycle_stage: active\nname: exp\n")
write(f"mlruns/5/{run}/meta.yaml", f"experiment_id: '5'\nlifecycle_stage: active\nrun_id: {run}\nrun_name: r\nstart_time: 1700000000000\n"
      "end_time: 1700000001000\nstatus: 3\nuser_id: u\nartifact_uri: ''\n")
write(f"mlruns/5/{run}/metrics/acc", "1700000000500 0.9 0\n")
write(f"mlruns/5/models/{model}/meta.yaml", f"artifact_location: ''\nexperiment_id: '5'\nmodel_id: {model}\nmodel_type: agent\nname: lm\n"
      f"source_run_id: {run}\nstatus: 2\nstatus_message: null\n")
write(f"mlruns/5/models/{model}/metrics/acc", f"1700000000500 0.9 0 {run}\n")
write(f"mlruns/5/models/{model}/params/depth", "3")
write(f"mlruns/5/models/{model}/artifacts/weights.txt", "weights\n")
write("mlruns/5/traces/tr-1/trace_info.yaml", "trace_id: tr-1\n")

run, model = "b" * 32, "m-" + "b" * 32
write(f"mlruns/5/models/{model}/artifacts/weights.txt", "others\n")
db = sqlite3.connect(folder / "mlflow.db")
for table, columns in {
    "experiments": "experiment_id, name, lifecycle_stage",
    "experiment_tags": "key, value, experiment_id",
    "runs": "run_uuid, name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id",
    "params": "key, value, run_uuid", "tags": "key, value, run_uuid",
    "metrics": "key, value, timestamp, run_uuid, step, is_nan",
    "logged_models": "model_id, experiment_id, name, artifact_location, status, lifecycle_stage, model_type, source_run_id, status_message",
    "logged_model_metrics": "model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, run_id",
    "logged_model_params": "model_id, param_key, param_value", "logged_model_tags": "model_id, tag_key, tag_value",
    "registered_models": "name, description", "registered_model_tags": "key, value, name",
    "registered_model_aliases": "name, alias, version", "model_version_tags": "key, value, name, version",
    "model_versions": "name, version, description, current_stage, source, run_id",
    "trace_info": "request_id",
}.items():
    db.execute(f"CREATE TABLE {table} ({columns})")
for table, row in [
    ("experiments", (5, "exp", "active")),
    ("runs", (run, "r", "u", "FINISHED", 1700000000000, 1700000001000, "active", "", 5)),
    ("metrics", ("acc", 0.9, 1700000000500, run, 0, 0)),
    ("logged_models", (model, 5, "lm", str(folder / f"mlruns/5/models/{model}/artifacts"), 2, "active", "agent", run, None)),
    ("logged_model_metrics", (model, "acc", 1700000000500, 0, 0.9, run)),
    ("logged_model_params", (model, "depth", "3")),
    ("registered_models", ("fraud", "")),
    ("model_versions", ("fraud", 1, "", "None", f"models:/{model}", run)),
    ("trace_info", ("tr-1",)),
]:
    db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
db.commit()
