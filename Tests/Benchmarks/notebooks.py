#!/usr/bin/env python3
"""Strips notebooks with git-mlops and its peers, in one run: milliseconds of wall and processor time a call (the best of
RUNS) and the most memory, beside the size of the file.

usage: notebooks.py FOLDER-WITH-git-mlops FOLDER-WITH-PEERS      RUNS=5 SCALE=1 (of the two large notebooks)
"""
import json, os, random, resource, subprocess, sys, tempfile, time

programs, peers = (os.path.abspath(path) for path in sys.argv[1:3])
runs, scale = int(os.environ.get("RUNS", 5)), float(os.environ.get("SCALE", 1))
rng = random.Random(1)


def code(source, outputs):
    return {"cell_type": "code", "execution_count": 3, "id": f"c{rng.randrange(10**9)}", "metadata": {},
            "outputs": outputs, "source": source}


def words(count):
    return [" ".join(rng.choice("alpha beta gamma delta 0.125 17".split()) for _ in range(9)) + "\n" for _ in range(count)]


def text(size):
    cells, total = [], 0
    while total < size:
        stream = {"name": "stdout", "output_type": "stream", "text": words(8)}
        cells.append(code(words(4), [stream]))
        total += 950
    return cells


def images(size):
    image = "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef+/") for _ in range(1000)) * 200
    output = {"data": {"image/png": image}, "metadata": {}, "output_type": "display_data"}
    return [code(words(4), [output]) for _ in range(max(1, size // len(image)))]


def write(path, cells):
    with open(path, "w") as file:
        json.dump({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, file, indent=1, sort_keys=True)
        file.write("\n")


def call(command, path, folder):
    start = time.perf_counter()
    with open(path) as source, open(os.devnull, "w") as sink:
        process = subprocess.Popen(command, stdin=source, stdout=sink, stderr=sink, cwd=folder, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        return None
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def git(*arguments, cwd):
    subprocess.run(["git", *arguments], cwd=cwd, env=environment, check=True, capture_output=True)


def add_thirty(tool, clean, process, folder):
    repository = os.path.join(folder, "add-" + tool)
    git("init", "-q", repository, cwd=folder)
    open(os.path.join(repository, ".gitattributes"), "w").write("*.ipynb filter=bench\n")
    git("config", "filter.bench.process" if process else "filter.bench.clean", clean, cwd=repository)
    for number in range(30):
        write(os.path.join(repository, f"{number}.ipynb"), text(1500))
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    git("add", "-A", cwd=repository)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (time.perf_counter() - start) * 1000, cpu * 1000


environment = dict(os.environ, PATH=f"{programs}:{peers}:{os.environ['PATH']}", GIT_CONFIG_NOSYSTEM="1")
filters = {
    "git-mlops": ["git-mlops-filter", "notebook-clean", "a.ipynb"],
    "nbstripout": ["nbstripout"],
    "nb-clean": ["nb-clean", "clean"],
    "nbwipers": ["nbwipers", "clean", "-"],
}
with tempfile.TemporaryDirectory() as folder:
    environment["HOME"] = folder
    git("init", "-q", folder, cwd=folder)
    cases = {"1.7 kB": text(1500), "1 MB text": text(10**6), "1 MB images": images(10**6),
             "50 MB text": text(int(50e6 * scale)), "50 MB images": images(int(50e6 * scale))}
    for name, cells in cases.items():
        path = os.path.join(folder, "a.ipynb")
        write(path, cells)
        size = os.path.getsize(path) / 1e6
        print(f"{name} ({size:.2f} MB)")
        for tool, command in filters.items():
            results = [call(command, path, folder) for _ in range(1 if size > 10 and tool == "nbstripout" else runs)]
            if None in results:
                print(f"  {tool:12} failed or is not there")
                continue
            wall, cpu, memory = (min(column) for column in zip(*results))
            print(f"  {tool:12} {wall:8.1f} ms  {cpu:8.1f} CPU-ms  {memory:6.0f} MiB")
    print("git add of 30 notebooks")
    for tool, command in filters.items():
        process = tool == "git-mlops"
        line = "git-mlops-filter notebook-process" if process else " ".join(command)
        try:
            wall, cpu = add_thirty(tool, line, process, folder)
            print(f"  {tool:12} {wall:8.1f} ms  {cpu:8.1f} CPU-ms")
        except subprocess.CalledProcessError:
            print(f"  {tool:12} failed or is not there")
