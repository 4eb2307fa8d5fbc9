#!/usr/bin/env python3
"""The model registry beside GTO's and MLflow's, each figure a ratio in one run; then lineage.py with 1,000 runs.

    swift build -c release --static-swift-stdlib
    Tests/Benchmarks/registry.py .build/release [VERSIONS [MODELS [ROUNDS [MLFLOW_PYTHON [GTO]]]]]

VERSIONS (10000) are spread over MODELS (1000), one in ten versions is in a stage. Ours are written as ops (a second
writer of docs/formats/log.md), GTO's as annotated tags, MLflow's as rows of its SQLite store. Commands take turns;
medians of ROUNDS (5) of CPU milliseconds (user + system, all descendants) and of wall milliseconds. MLflow is asked
through its own client in a new process, as a script does; `in process` leaves out starting Python and importing it.
GTO reads the tags of the same models: annotated, in its grammar and with its messages, but written with git at once,
because `gto register` takes a second for each. It takes its time to read them, so it is asked in GTO_ROUNDS (1) rounds, and
has at most GTO_LIMIT (all) versions. `-` in the place of a peer leaves it out.
"""
import json
import os
import pathlib
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import importlib

from measure import environment, used

make_runs = importlib.import_module("make-runs")

ARGUMENTS = sys.argv[1:] + [None] * 6
BIN = pathlib.Path(ARGUMENTS[0]).resolve()
VERSIONS = int(ARGUMENTS[1] or 10_000)
MODELS = int(ARGUMENTS[2] or 1_000)
ROUNDS = int(ARGUMENTS[3] or 5)
MLFLOW = None if ARGUMENTS[4] == "-" else ARGUMENTS[4] or shutil.which("python3")
GTO = None if ARGUMENTS[5] == "-" else ARGUMENTS[5] or shutil.which("gto")
GTO_LIMIT = int(os.environ.get("GTO_LIMIT", VERSIONS))
GTO_ROUNDS = int(os.environ.get("GTO_ROUNDS", "1"))


def registry(rng):
    """(model, version, stage or None) in the order of registration."""
    for number in range(VERSIONS):
        version = number // MODELS + 1
        yield f"model-{number % MODELS}", version, "Production" if number % 10 == 0 else None


def ours(repo, env, commit):
    rng = random.Random(3)
    clock, created, lines = 0, {}, []

    def make(kind, **members):
        nonlocal clock
        clock += 1
        line = make_runs.op({"v": 1, "k": kind, "w": "0" * 32, "x": "%016x" % rng.getrandbits(64), "l": clock,
                             "t": 1_767_000_000_000 + clock * 1000, "by": "ada@example.com", **members})
        lines.append(line)
        return json.loads(line)["id"]

    for name, version, stage in registry(rng):
        if name not in created:
            created[name] = make("model.create", name=name)
        made = make("model.version", model=created[name], version=version, commit=commit, run="%032x" % rng.getrandbits(128),
                    source="models/m.bin", files=[{"name": "m.bin", "size": 3, "sha256": "%064x" % rng.getrandbits(256)}])
        if stage:
            make("model.stage", model=created[name], version=made, stage=stage, prev=[], why="better")
    importer = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=repo, env=env, stdin=subprocess.PIPE)
    for start in range(0, len(lines), 10):
        blob = ("\n".join(lines[start:start + 10]) + "\n").encode()
        importer.stdin.write(b"commit refs/mlops/v1/registry\ncommitter Ada <ada@example.com> 1767000000 +0000\ndata 1\nm\n")
        importer.stdin.write(b"deleteall\n" if start else b"")
        importer.stdin.write(b"M 100644 inline ops\ndata %d\n%s\n" % (len(blob), blob))
    importer.stdin.close()
    assert importer.wait() == 0


def gto(repo, env):
    """Each version on a commit of its own: GTO tells versions by them."""
    importer = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=repo, env=env, stdin=subprocess.PIPE)
    counters = {}
    for number, (name, version, stage) in enumerate(registry(random.Random(3))):
        if number >= GTO_LIMIT:
            break
        when = 1767000000 + number
        importer.stdin.write(b"commit refs/heads/main\nmark :%d\ncommitter A <a@e> %d +0000\ndata 1\nm\n" % (number + 1, when))
        tags = [(f"{name}@v{version}.0.0", f"Registering artifact {name} version v{version}.0.0")]
        if stage:
            counters[name] = counters.get(name, 0) + 1
            tags.append((f"{name}#prod#{counters[name]}", f"Assigning stage prod to artifact {name} version v{version}.0.0"))
        for tag, message in tags:
            importer.stdin.write(b"tag %s\nfrom :%d\ntagger A <a@e> %d +0000\ndata %d\n%s\n" % (
                tag.encode(), number + 1, when, len(message) + 1, message.encode() + b"\n"))
    importer.stdin.close()
    assert importer.wait() == 0


def mlflow(folder, env):
    """Made by MLflow's own schema and filled in bulk; creating 10,000 versions by its API takes a quarter of an hour."""
    url = f"sqlite:///{folder}/mlflow.db"
    subprocess.run([MLFLOW, "-c", f"import mlflow; c=mlflow.MlflowClient('{url}', '{url}'); c.create_registered_model('first'); "
                    f"c.create_model_version('first', 's3://b/x')"], env=env, check=True, capture_output=True)
    db = sqlite3.connect(f"{folder}/mlflow.db")

    def template(table):
        cursor = db.execute(f"SELECT * FROM {table} LIMIT 1")
        return [column[0] for column in cursor.description], cursor.fetchone()

    columns, row = template("registered_models")
    version_columns, version_row = template("model_versions")
    seen = set()
    for name, version, stage in registry(random.Random(3)):
        if name not in seen:
            seen.add(name)
            values = [name if c == "name" else v for c, v in zip(columns, row)]
            db.execute(f"INSERT INTO registered_models VALUES ({','.join('?' * len(values))})", values)
        changes = {"name": name, "version": version, "current_stage": stage or "None"}
        values = [changes.get(c, v) for c, v in zip(version_columns, version_row)]
        db.execute(f"INSERT INTO model_versions VALUES ({','.join('?' * len(values))})", values)
    db.commit()
    return url


def client(url, statement):
    """The statement in MLflow's client; prints its own CPU and wall milliseconds."""
    return [MLFLOW, "-c", f"""
import time, mlflow
client = mlflow.MlflowClient('{url}', '{url}')
client.search_registered_models(max_results=1)
a, b = time.process_time(), time.perf_counter()
{statement}
print((time.process_time() - a) * 1000, (time.perf_counter() - b) * 1000)
"""]


def main():
    work = pathlib.Path(tempfile.mkdtemp())
    try:
        env = {**environment(work, BIN), "DVC_NO_ANALYTICS": "1", "GIT_PYTHON_REFRESH": "quiet",
               "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "1"}
        repo, tags, bare = work / "repo", work / "gto", work / "bare.git"
        for folder in (repo, tags):
            subprocess.run(["git", "init", "-q", "-b", "main", folder], env=env, check=True)
        subprocess.run(["git", "init", "-q", "--bare", bare], env=env, check=True)
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "first"], cwd=repo, env=env, check=True)
        commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=repo, env=env, capture_output=True, text=True).stdout.strip()
        ours(repo, env, commit)
        index = used(["git-mlops", "model", "show", "model-7"], repo, env)
        print(f"index made from the log: {index[0]:.0f} CPU ms, {index[1]:.0f} ms\n")
        url = mlflow(work, env) if MLFLOW else None
        if GTO:
            gto(tags, env)
        rows = [
            ("show one model", ["model", "show", "model-7"], "client.get_registered_model('model-7'); client.search_model_versions(\"name = 'model-7'\")", ["show", "model-0"]),
            ("which version is in Production", ["model", "get", "model-0@Production"], "client.get_latest_versions('model-0', ['Production'])", ["show", "model-0#prod"]),
            ("list", ["model", "list"], "client.search_registered_models(max_results=1000)", ["show"]),
            ("search models", ["model", "search", "name LIKE 'model-77%'"], "client.search_registered_models(\"name LIKE 'model-77%'\")", None),
            ("search versions", ["model", "search", "--versions", "name LIKE 'model-77%' AND version_number > 3"],
             "client.search_model_versions(\"name LIKE 'model-77%' AND version_number > 3\")", None),
            ("history", ["model", "history", "model-0"], None, ["history", "model-0"]),
            ("register a version", ["model", "register", "file.bin", "--name", "model-5"],
             "client.create_model_version('model-5', 's3://b/x')", ["register", "model-5", "HEAD~TURN", "--version", "v9TURN.0.0"]),
            ("promote, offline", ["model", "promote", "--offline", "model-3@v1", "STAGE"],
             "client.transition_model_version_stage('model-3', 1, 'STAGE')", ["assign", "model-3", "--version", "v1.0.0", "--stage", "STAGE", "--force"]),
        ]
        print("| what | ours: CPU ms | wall ms | MLflow: CPU ms | wall ms | in process | ratio | GTO: CPU ms | wall ms | ratio |")
        print("|---|---|---|---|---|---|---|---|---|---|")
        samples = {}
        for turn in range(ROUNDS):
            stage = ["Staging", "Production"][turn % 2]
            for name, mine, theirs, tagged in rows:
                mine = [word.replace("STAGE", stage) for word in mine]
                (repo / "file.bin").write_text(f"{turn}\n")
                samples.setdefault((name, "ours"), []).append(used(["git-mlops"] + mine, repo, env)[:2])
                if theirs and MLFLOW:
                    result = used(client(url, theirs.replace("STAGE", stage)), work, env)
                    samples.setdefault((name, "mlflow"), []).append(result[:2] + (float(result[2].split()[0]),))
                if tagged and GTO and turn < GTO_ROUNDS:
                    words = [word.replace("STAGE", f"{stage.lower()}{turn}").replace("TURN", str(turn)) for word in tagged]
                    samples.setdefault((name, "gto"), []).append(used([GTO] + words, tags, env)[:2])

        def cells(name, who, count):
            if (name, who) not in samples:
                return [None] * count
            return [statistics.median(sample[i] for sample in samples[name, who]) for i in range(count)]

        for name, *_ in rows:
            own, peer, other = cells(name, "ours", 2), cells(name, "mlflow", 3), cells(name, "gto", 2)
            ratio = [own[0] / peer[0] if peer[0] else None, own[0] / other[0] if other[0] else None]
            texts = ["" if value is None else f"{value:.1f}" for value in own + peer]
            texts += ["" if ratio[0] is None else f"{ratio[0]:.3f}"]
            texts += ["" if value is None else f"{value:.1f}" for value in other]
            texts += ["" if ratio[1] is None else f"{ratio[1]:.3f}"]
            print(f"| {name} | " + " | ".join(texts) + " |")
        subprocess.run(["git", "remote", "add", "origin", bare], cwd=repo, env=env, check=True)
        used(["git-mlops", "sync"], repo, env)
        online = [used(["git-mlops", "model", "promote", f"model-{11 + turn}@v1", "Staging"], repo, env) for turn in range(ROUNDS)]
        print(f"\npromote online, to a remote on the same disk: {statistics.median(o[0] for o in online):.1f} CPU ms, "
              f"{statistics.median(o[1] for o in online):.1f} ms")
        if GTO:
            print(f"GTO had {min(GTO_LIMIT, VERSIONS)} versions, the others {VERSIONS}.")
        print(flush=True)
        lineage = pathlib.Path(__file__).resolve().parent / "lineage.py"
        subprocess.run([sys.executable, lineage, BIN, "1000", str(ROUNDS)], check=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
