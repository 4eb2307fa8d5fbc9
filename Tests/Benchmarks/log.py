#!/usr/bin/env python3
"""The run log at several sizes beside plain git, DVC experiments and MLflow's stores.

    swift build -c release --static-swift-stdlib --product git-mlops
    Tests/Benchmarks/log.py .build/release [SIZES] [ROUNDS]

SIZES is a list like 1000,10000,100000. Peers are used when they are there: DVC and MLFLOW name a `dvc` program and a
Python that can import mlflow. Prints Markdown tables; times are medians of ROUNDS rounds in which the two sides take
turns, CPU is user and system of all descendants.
"""
import hashlib
import os
import pathlib
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(sys.argv[1]).resolve()
SIZES = [int(size) for size in (sys.argv[2] if len(sys.argv) > 2 else "1000,10000,100000").split(",")]
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 7
HERE = pathlib.Path(__file__).resolve().parent
WORK = pathlib.Path(tempfile.mkdtemp(prefix="mlops-log-"))
ENV = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(WORK), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
       "GIT_AUTHOR_NAME": "b", "GIT_AUTHOR_EMAIL": "b@example.com", "GIT_COMMITTER_NAME": "b",
       "GIT_COMMITTER_EMAIL": "b@example.com", "GIT_MLOPS_SHARE": str(HERE.parent.parent), "GIT_PAGER": "cat"}


def run(*command, cwd, **more):
    return subprocess.run([str(part) for part in command], cwd=cwd, env=ENV, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **more)


def measure(action):
    """(wall, CPU) seconds of one call."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    action()
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def turns(actions, rounds=ROUNDS):
    """Medians of (wall, CPU) of each action; the actions take turns."""
    samples = [[] for _ in actions]
    for _ in range(rounds):
        for index, action in enumerate(actions):
            samples[index].append(measure(action))
    return [tuple(statistics.median(values) for values in zip(*each)) for each in samples]


def row(name, ours, theirs, peer):
    ratio = [f"{mine / other:.2f}" if other else "" for mine, other in zip(ours, theirs)]
    print(f"| {name} | {ours[0] * 1000:.1f} | {ours[1] * 1000:.1f} | {peer} | {theirs[0] * 1000:.1f} | "
          f"{theirs[1] * 1000:.1f} | {ratio[0]} | {ratio[1]} |", flush=True)


def size(folder):
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


def repository(name, runs):
    """A clone and its bare remote, with some code history; the remote holds `runs` runs."""
    bare, clone = WORK / f"{name}.git", WORK / name
    run("git", "init", "-q", "--bare", "-b", "main", bare, cwd=WORK)
    run("git", "init", "-q", "-b", "main", clone, cwd=WORK)
    for number in range(20):
        (clone / "train.py").write_text("\n".join(f"line {line} {number}" for line in range(200)))
        run("git", "add", ".", cwd=clone)
        run("git", "commit", "-q", "-m", f"change {number}", cwd=clone)
    if runs:
        run(HERE / "make-runs.py", runs, cwd=clone)
    run("git", "gc", "-q", cwd=clone)
    run("git", "remote", "add", "origin", bare, cwd=clone)
    run("git", "push", "-q", "origin", "main", *(["refs/mlops/v1/runs"] if runs else []), cwd=clone)
    run("git", "gc", "-q", cwd=bare)
    return bare, clone


def bystander(bare, name):
    """A clone of somebody who never asked for runs."""
    clone = WORK / name
    run("git", "clone", "-q", f"file://{bare}", clone, cwd=WORK)
    return clone


def commit_and_push(clone):
    run("git", "commit", "-q", "--allow-empty", "-m", "work", cwd=clone)
    return lambda: run("git", "push", "-q", "origin", "main", cwd=clone)


def pushes(clones, rounds=ROUNDS):
    samples = [[] for _ in clones]
    for _ in range(rounds):
        for index, clone in enumerate(clones):
            samples[index].append(measure(commit_and_push(clone)))
    return [tuple(statistics.median(values) for values in zip(*each)) for each in samples]


def log_table():
    print("| what | ms | CPU ms | beside | ms | CPU ms | ratio | CPU ratio |\n|---|---|---|---|---|---|---|---|")
    disk = []
    plain_bare, plain = repository("plain", 0)
    plain_size = size(plain_bare)
    for runs in SIZES:
        bare, clone = repository(f"runs{runs}", runs)
        ours, theirs = bystander(bare, f"by{runs}"), bystander(plain_bare, f"byplain{runs}")
        fetch = [lambda c=c: run("git", "fetch", "-q", cwd=c) for c in (ours, theirs)]
        row(f"bystander's fetch, {runs:,} runs", *turns(fetch, ROUNDS * 3), "without runs")
        row(f"bystander's push, {runs:,} runs", *pushes([ours, theirs], ROUNDS * 2), "without runs")
        rebuild = measure(lambda: run("git-mlops", "runs", "list", "-n", "1", cwd=clone))
        read = measure(lambda: run("sh", "-c", "git rev-list refs/mlops/v1/runs | sed 's/$/:ops/' | git cat-file --batch",
                                   cwd=clone))
        row(f"index of {runs:,} runs from nothing", rebuild, read, "`git cat-file --batch` of the ops")
        run("git-mlops", "sync", "origin", cwd=clone)
        row(f"no-op `sync`, {runs:,} runs", *turns([
            lambda: run("git-mlops", "sync", "origin", cwd=clone),
            lambda: run("git", "fetch", "-q", "origin", "main", "+refs/mlops/v1/*:refs/bench/*", cwd=clone)]),
            "`git fetch` of the log")
        row(f"`runs list -n 20`, {runs:,} runs", *turns([
            lambda: run("git-mlops", "runs", "list", "-n", "20", cwd=clone),
            lambda: run("git", "log", "-n", "20", "--oneline", "refs/mlops/v1/runs", cwd=clone)]), "`git log -n 20`")
        row(f"one tag appended, {runs:,} runs", *turns([
            lambda: run("git-mlops", "runs", "tag", "run-1", "bench=1", cwd=clone),
            lambda: run("git", "commit", "-q", "--allow-empty", "-m", "x", cwd=clone)]), "`git commit --allow-empty`")
        disk.append((runs, size(bare) - plain_size, size(clone / ".git" / "mlops"), len(run(
            "git", "for-each-ref", "refs/mlops", "refs/mlops-remote", cwd=clone).stdout.splitlines())))
    print("\n| runs | bytes a run in the remote | index, bytes a run | refs |\n|---|---|---|---|")
    for runs, repo, index, refs in disk:
        print(f"| {runs:,} | {repo / runs:.0f} | {index / runs:.0f} | {refs} |")


def points_table(points=1_000_000):
    """A million points into one run, as a training loop would print them."""
    _, clone = repository("points", 0)
    text = WORK / "points.txt"
    rng = random.Random(1)
    with open(text, "w") as file:
        for step in range(points):
            file.write(f"loss {rng.random() / (1 + step / 1000):.6f} {step}\n")
    action = f"git-mlops run -q --name points -- git-mlops log metric --stdin < {text}"
    ours = measure(lambda: run("sh", "-c", action, cwd=clone))
    theirs = measure(lambda: run("python3", "-c", "import sys\nfor line in open(sys.argv[1]):\n k, v, s = line.split();"
                                 " float(v); int(s)", text, cwd=clone))
    print("\n| what | ms | CPU ms | beside | ms | CPU ms | ratio | CPU ratio |\n|---|---|---|---|---|---|---|---|")
    row(f"{points:,} points into one run", ours, theirs, "Python reading and parsing them")
    run("git", "gc", "-q", cwd=clone)
    print(f"\n{size(clone / '.git' / 'objects') / points:.1f} bytes a point in git after gc.")


MLFLOW_WRITE = """
import sys, random, logging
logging.disable(logging.CRITICAL)
import mlflow
from mlflow.entities import Metric, Param, RunTag
uri, count = sys.argv[1], int(sys.argv[2])
client = mlflow.MlflowClient(tracking_uri=uri)
experiment = client.create_experiment("bench")
rng = random.Random(1)
for number in range(count):
    run = client.create_run(experiment, run_name=f"run-{number}", tags={"team": rng.choice("ab")})
    client.log_batch(run.info.run_id,
        metrics=[Metric(k, round(rng.random(), 6), 0, 0) for k in
                 ("test.accuracy", "test.log_loss", "test.f1", "train.accuracy", "train.log_loss")],
        params=[Param(f"model.p{i}", str(round(rng.random(), 6))) for i in range(12)])
    client.set_terminated(run.info.run_id)
"""

MLFLOW_LIST = """
import sys, logging
logging.disable(logging.CRITICAL)
import mlflow
client = mlflow.MlflowClient(tracking_uri=sys.argv[1])
experiment = client.get_experiment_by_name("bench")
client.search_runs([experiment.experiment_id], max_results=20)
"""


MLFLOW_TABLES = {"runs": "run_uuid", "metrics": "run_uuid", "latest_metrics": "run_uuid", "params": "run_uuid",
                 "tags": "run_uuid"}


def multiply(database, copies):
    """The rows of every run in MLflow's database `copies` times more, under other ids."""
    with sqlite3.connect(database) as store:
        for table, key in MLFLOW_TABLES.items():
            names = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
            values = [f"substr({name}, 1, 24) || printf('%08x', c.n)" if name == key else f"t.{name}" for name in names]
            store.execute(f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {copies}) INSERT INTO "
                          f"{table}({','.join(names)}) SELECT {','.join(values)} FROM {table} t, c")


def peers_table(runs, written=1000):
    """Disk and the newest 20 of `runs` runs in the peers' own stores. What a store cannot be given in reasonable time
    through its own interface: MLflow's database has `written` runs of MLflow's and copies of them, and its files end
    at 10,000 runs, which are 0.8 GB."""
    print(f"\n| {runs:,} runs | write, CPU ms a run | newest 20, CPU ms | bytes a run |\n|---|---|---|---|")
    _, clone = repository(f"ours{runs}", 0)
    script = "for i in $(seq 20); do git-mlops run -q -- true; done"
    write = measure(lambda: run("sh", "-c", script, cwd=clone))[1] / 20
    bare, full = repository(f"oursfull{runs}", runs)
    run("git-mlops", "runs", "list", "-n", "1", cwd=full)
    listing = turns([lambda: run("git-mlops", "runs", "list", "-n", "20", "--json", cwd=full)])[0][1]
    print(f"| git mlops | {write * 1000:.1f} (with the process `true` and two snapshots) | {listing * 1000:.0f} | "
          f"{(size(bare) + size(full / '.git' / 'mlops')) / runs:.0f} |", flush=True)
    python = os.environ.get("MLFLOW")
    for kind in ("sqlite", "file") if python else ():
        folder = WORK / f"mlflow-{kind}-{runs}"
        folder.mkdir()
        uri = f"sqlite:///{folder}/mlflow.db" if kind == "sqlite" else f"file://{folder}"
        ENV["MLFLOW_ALLOW_FILE_STORE"] = "true"
        count = runs if kind == "file" else min(runs, written)
        if count > 10_000:
            continue
        write = measure(lambda: run(python, "-c", MLFLOW_WRITE, uri, count, cwd=folder))[1]
        if count < runs:
            multiply(folder / "mlflow.db", runs // count - 1)
        listing = turns([lambda: run(python, "-c", MLFLOW_LIST, uri, cwd=folder)], 1 if runs > 1000 else 3)[0][1]
        blocks = sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
        print(f"| MLflow, {kind} store | {write / count * 1000:.1f} | {listing * 1000:.0f} | {blocks / runs:.0f} |",
              flush=True)
        shutil.rmtree(folder)
    if os.environ.get("DVC"):
        dvc_row(os.environ["DVC"], runs)


def dvc_row(dvc, runs):
    """DVC experiments: refs as DVC names them, each a commit with its params and metrics on the same baseline."""
    _, clone = repository(f"dvc{runs}", 0)
    run(dvc, "init", "-q", cwd=clone)
    (clone / "dvc.yaml").write_text("stages:\n  train:\n    cmd: cp params.yaml metrics.yaml\n    params: [p0]\n"
                                    "    metrics: [{metrics.yaml: {cache: false}}]\n")
    (clone / "params.yaml").write_text("p0: 0\n")
    run(dvc, "repro", "-q", cwd=clone)
    run("git", "add", "-A", cwd=clone)
    run("git", "commit", "-q", "-m", "baseline", cwd=clone)
    base = run("git", "rev-parse", "HEAD", cwd=clone).stdout.decode().strip()
    one = measure(lambda: run(dvc, "exp", "run", "-q", "-S", "p0=1", cwd=clone))[1]
    lock = run("git", "show", "HEAD:dvc.lock", cwd=clone).stdout
    old = hashlib.md5(b"p0: 0\n").hexdigest().encode()
    importer = subprocess.Popen(["git", "fast-import", "--quiet"], stdin=subprocess.PIPE, cwd=clone, env=ENV)
    for number in range(2, runs + 2):
        params = b"p0: %d\n" % number
        text = lock.replace(old, hashlib.md5(params).hexdigest().encode()).replace(b"p0: 0", b"p0: %d" % number)
        importer.stdin.write(b"commit refs/exps/%s/%s/exp-%d\ncommitter b <b@example.com> 1767000000 +0000\ndata 9\ndvc: exp\n"
                             b"from %s\n" % (base[:2].encode(), base[2:].encode(), number, base.encode()))
        for name, body in ((b"params.yaml", params), (b"metrics.yaml", params), (b"dvc.lock", text)):
            importer.stdin.write(b"M 100644 inline %s\ndata %d\n%s\n" % (name, len(body), body))
        importer.stdin.write(b"\n")
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    run("git", "gc", "-q", cwd=clone)
    listing = turns([lambda: run(dvc, "exp", "show", "--json", "-n", "1", cwd=clone)], 1 if runs > 1000 else 3)[0][1]
    print(f"| DVC experiments ({runs:,} refs) | {one * 1000:.0f} | {listing * 1000:.0f} (all of them: it cannot list 20) | "
          f"{size(clone / '.git') / runs:.0f} |", flush=True)


def main():
    try:
        log_table()
        points_table()
        for runs in SIZES:
            peers_table(runs)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


if __name__ == "__main__":
    main()
