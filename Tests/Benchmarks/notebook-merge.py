#!/usr/bin/env python3
"""Merges random notebooks with git's own merge, nbdime and git-mlops, and counts what each leaves.

usage: notebook-merge.py FOLDER-WITH-git-mlops [COUNT]      run by a Python that has nbdime and nbformat
"""
import copy, json, os, random, subprocess, sys, tempfile

import nbformat
from nbdime.merging import merge_notebooks

programs, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300
serial = 0


def cell(rng):
    global serial
    serial += 1
    lines = [f"line {serial} {i} {rng.randrange(10**6)}" for i in range(rng.randint(1, 5))]
    return {"cell_type": "code", "execution_count": None, "id": f"cell-{serial}", "metadata": {}, "outputs": [],
            "source": "\n".join(lines)}


def edited(rng, cells):
    cells = copy.deepcopy(cells)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(cells)) if cells else 0
        action = rng.randrange(5)
        if action < 2 or not cells:
            cells.insert(rng.randint(0, len(cells)), cell(rng))
        elif action == 2:
            del cells[place]
        else:
            global serial
            serial += 1
            cells[place]["source"] += f"\nappended {serial}" if action == 3 else f" and {serial}"
    return cells


def text(cells):
    notebook = nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    return nbformat.writes(notebook) + "\n"


def by_program(command, folder, texts):
    paths = [os.path.join(folder, name) for name in ("base", "ours", "theirs")]
    for path, content in zip(paths, texts):
        open(path, "w").write(content)
    base, ours, theirs = paths
    words = [{"O": base, "A": ours, "B": theirs}.get(word, word) for word in command]
    result = subprocess.run(words, cwd=folder, env=environment, capture_output=True)
    return open(ours).read(), result.returncode != 0


def by_nbdime(_, __, texts):
    notebooks = [nbformat.reads(content, as_version=4) for content in texts]
    merged, decisions = merge_notebooks(*notebooks)
    return nbformat.writes(merged) + "\n", any(decision.conflict for decision in decisions)


tools = {
    "git": (by_program, ["git", "merge-file", "-q", "A", "O", "B"]),
    "nbdime": (by_nbdime, None),
    "git-mlops": (by_program, ["git", "mlops", "notebook", "merge-driver", "--", "O", "A", "B", "7", "a.ipynb"]),
}
environment = dict(os.environ, PATH=programs + ":" + os.environ["PATH"])
tally = {name: dict(conflicts=0, unreadable=0, invalid=0, lost=0, failed=0) for name in tools}
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["git", "init", "-q", folder], check=True)
    for seed in range(count):
        rng = random.Random(seed)
        base = [cell(rng) for _ in range(rng.randint(1, 7))]
        versions = [base, edited(rng, base), edited(rng, base)]
        old = {line for c in base for line in c["source"].split("\n")}
        new = {line for v in versions[1:] for c in v for line in c["source"].split("\n")} - old
        texts = [text(v) for v in versions]
        for name, (tool, command) in tools.items():
            row = tally[name]
            try:
                merged, conflict = tool(command, folder, texts)
            except Exception:
                row["failed"] += 1
                continue
            row["conflicts"] += conflict
            try:
                notebook = nbformat.reads(merged, as_version=4)
            except Exception:
                row["unreadable"] += 1
                continue
            try:
                nbformat.validate(notebook)
            except Exception:
                row["invalid"] += 1
            said = "\n".join(c["source"] for c in notebook.cells)
            row["lost"] += any(line not in said for line in new)
print(f"{count} merges   conflicts  no JSON  not valid  lost lines  tool failed")
for name, row in tally.items():
    print(f"{name:12} {row['conflicts']:9} {row['unreadable']:8} {row['invalid']:10} {row['lost']:11} {row['failed']:12}")
