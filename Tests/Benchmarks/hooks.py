#!/usr/bin/env python3
"""The pre-commit hook and the check of tables, beside the pre-commit framework, frictionless and pandera.

    ./install.sh --prefix /tmp/mlops
    Tests/Benchmarks/hooks.py /tmp/mlops/bin /folder/with/the/peers/bin [ROUNDS] [ROWS]

The peers' folder is that of a Python environment with pre-commit, frictionless and pandera; what is not in it is left
out. Every figure is the median of ROUNDS rounds in which all take turns: CPU milliseconds of the command and all it
starts, wall milliseconds, and the largest resident set of one process.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

bin_folder = os.path.abspath(sys.argv[1])
peers = os.path.abspath(sys.argv[2])
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 7
rows = int(sys.argv[4]) if len(sys.argv) > 4 else 1_000_000

work = tempfile.mkdtemp()
environment = {
    **({"GIT_MLOPS_SHARE": os.environ["GIT_MLOPS_SHARE"]} if "GIT_MLOPS_SHARE" in os.environ else {}),
    "PATH": f"{bin_folder}:{os.environ['PATH']}",
    "HOME": work,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C.UTF-8",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@b",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@b",
}


def run(command, folder):
    """CPU and wall milliseconds, and KiB."""
    start = time.monotonic()
    child = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    return (usage.ru_utime + usage.ru_stime) * 1000, wall * 1000, usage.ru_maxrss


def sh(command, folder):
    subprocess.run(command, cwd=folder, env=environment, shell=True, check=True, capture_output=True)


def notebook(number):
    cells = [
        {
            "cell_type": "code",
            "execution_count": index,
            "metadata": {},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": [f"{index}\n"] * 20}],
            "source": [f"print({number}, {index})\n"] * 5,
        }
        for index in range(40)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def write_five(folder, number):
    """Two notebooks, two tables with a schema and a program."""
    for name in "ab":
        with open(f"{folder}/{name}.ipynb", "w") as file:
            file.write(notebook(number))
        with open(f"{folder}/data/{name}.csv", "w") as file:
            file.write("id,qty\n" + "".join(f"{row},{row + number}\n" for row in range(1000)))
    with open(f"{folder}/c.py", "w") as file:
        file.write(f"print({number})\n")


def repository(name, set_up):
    folder = f"{work}/{name}"
    os.makedirs(f"{folder}/data")
    sh("git init -q -b main", folder)
    with open(f"{folder}/.gitattributes", "w") as file:
        file.write("data/*.csv mlops-schema=s.yaml\n")
    with open(f"{folder}/s.yaml", "w") as file:
        file.write("fields:\n  - {name: id, type: integer, constraints: {unique: true}}\n  - {name: qty, type: integer}\n")
    set_up(folder)
    write_five(folder, 0)
    sh("git add -A && git commit -qm start", folder)
    return folder


def framework(folder):
    with open(f"{folder}/.pre-commit-config.yaml", "w") as file:
        file.write(
            "repos:\n  - repo: local\n    hooks:\n"
            '      - {id: nothing, name: nothing, entry: "true", language: system}\n'
        )
    sh(f"'{peers}/pre-commit' install", folder)


def table(results):
    for name, values in results.items():
        cpu, wall, memory = (statistics.median(column) for column in zip(*values))
        print(f"{name:52} {cpu:9.1f} CPU-ms {wall:9.1f} ms {memory / 1024:8.1f} MB")


def hooks():
    bare = repository("bare", lambda folder: None)
    ours = repository("ours", lambda folder: sh("git mlops init --no-input", folder))
    folders = {"git commit of 5 files, no hook": bare, "the same with our hooks": ours}
    if os.path.exists(f"{peers}/pre-commit"):
        folders["the same with pre-commit and a hook that does nothing"] = repository("framework", framework)
    results = {name: [] for name in ["git mlops hook pre-commit, 5 staged files", *folders]}
    for number in range(1, rounds + 1):
        for name, folder in folders.items():
            write_five(folder, number)
            sh("git add -A", folder)
            if folder == ours:
                sh("cp .git/index ../index", folder)
                results["git mlops hook pre-commit, 5 staged files"].append(
                    run(["git", "mlops", "hook", "pre-commit"], folder)
                )
                # What it stripped is staged with outputs again.
                sh("cp ../index .git/index", folder)
            results[name].append(run(["git", "commit", "-qm", "x"], folder))
    table(results)


SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True, "unique": True, "minimum": 0}},
        {"name": "user", "type": "string", "constraints": {"required": True, "pattern": "user[0-9]{6}"}},
        {"name": "colour", "type": "string", "constraints": {"enum": ["red", "green", "blue", "purple"]}},
        {"name": "qty", "type": "integer", "constraints": {"minimum": 0, "maximum": 999}},
        {"name": "price", "type": "number", "constraints": {"minimum": 0}},
        {"name": "rate", "type": "number", "constraints": {"minimum": 0, "maximum": 1}},
        {"name": "when", "type": "date"},
        {"name": "at", "type": "datetime"},
        {"name": "mail", "type": "string", "constraints": {"required": True, "maxLength": 40}},
        {"name": "note", "type": "string"},
    ]
}

PANDERA = """
import sys, pandas as pd, pandera.pandas as pa
from pandera.pandas import Check, Column
schema = pa.DataFrameSchema({
    "id": Column(int, Check.ge(0), unique=True), "user": Column(str, Check.str_matches("^user[0-9]{6}$")),
    "colour": Column(str, Check.isin(["red", "green", "blue", "purple"])), "qty": Column(int, Check.in_range(0, 999)),
    "price": Column(float, Check.ge(0)), "rate": Column(float, Check.in_range(0, 1)),
    "when": Column("datetime64[ns]", coerce=True), "at": Column("datetime64[ns]", coerce=True),
    "mail": Column(str, Check.str_length(max_value=40)), "note": Column(str)})
schema.validate(pd.read_csv(sys.argv[1]), lazy=True)
"""


def write_table(path, count):
    dice = random.Random(1)
    with open(path, "w") as file:
        file.write("id,user,colour,qty,price,rate,when,at,mail,note\n")
        for row in range(count):
            file.write(
                f"{row},user{dice.randrange(10**6):06d},{dice.choice(['red', 'green', 'blue', 'purple'])},"
                f"{dice.randrange(1000)},{dice.random() * 1000:.2f},{dice.random():.6f},"
                f"2024-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d},"
                f"2024-01-{dice.randrange(1, 29):02d}T{dice.randrange(24):02d}:00:00,u{row}@example.com,"
                f"some longer text here {dice.randrange(100000)}\n"
            )


def tables():
    folder = f"{work}/tables"
    os.makedirs(folder)
    sh("git init -q -b main", folder)
    with open(f"{folder}/schema.json", "w") as file:
        json.dump(SCHEMA, file)
    with open(f"{folder}/pandera_check.py", "w") as file:
        file.write(PANDERA)
    for count in (1000, rows):
        write_table(f"{folder}/{count}.csv", count)
        commands = {"git mlops schema check": ["git", "mlops", "schema", "check", "--schema", "schema.json", f"{count}.csv"]}
        python = f"{peers}/python"
        if os.path.exists(f"{peers}/pandera"):
            commands["pandera"] = [python, "pandera_check.py", f"{count}.csv"]
        # At a million rows it takes a minute a round.
        if os.path.exists(f"{peers}/frictionless") and count <= 100_000:
            commands["frictionless"] = [f"{peers}/frictionless", "validate", f"{count}.csv", "--schema", "schema.json"]
        results = {f"{name}, {count:,} rows": [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                results[f"{name}, {count:,} rows"].append(run(command, folder))
        table(results)


try:
    sh("git mlops install", work)
    hooks()
    tables()
finally:
    shutil.rmtree(work, ignore_errors=True)
