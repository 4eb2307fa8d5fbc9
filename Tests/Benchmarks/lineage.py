#!/usr/bin/env python3
"""Lineage of a chain of 50 stages, and searches of runs, each in CPU milliseconds.

    swift build -c release --static-swift-stdlib
    Tests/Benchmarks/lineage.py .build/release [RUNS] [ROUNDS]

The chain stands in a log of RUNS other runs. It is asked for twice: as one run of 50 stages, and as 50 runs of a stage
each, on 50 commits. Prints a Markdown table of CPU milliseconds (user + system, all descendants; median of ROUNDS rounds
in which the commands take turns).
"""
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from measure import HERE, cpu, environment

BIN = pathlib.Path(sys.argv[1]).resolve()
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 9
STAGES = 50


def pipeline(letter):
    lines = ["stages:"]
    for number in range(STAGES):
        source, target = f"{letter}{number}", f"{letter}{number + 1}"
        lines += [f"  {target}:", f"    cmd: (cat {source}; echo {number}) > {target}", f"    deps: [{source}]", f"    outs: [{target}]"]
    return "\n".join(lines) + "\n"


def main():
    work = pathlib.Path(tempfile.mkdtemp())
    try:
        env = environment(work, BIN)
        repo = work / "repo"

        def run(*command):
            subprocess.run(command, cwd=repo, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        subprocess.run(["git", "init", "-q", "-b", "main", repo], env=env, check=True)
        (repo / "a0").write_text("one run\n")
        (repo / "b0").write_text("many runs\n")
        run("git", "add", "-A")
        run("git", "commit", "-q", "-m", "first")
        run(str(HERE / "make-runs.py"), str(RUNS))
        (repo / "dvc.yaml").write_text(pipeline("a"))
        run("git-mlops", "repro")
        (repo / "dvc.yaml").write_text(pipeline("b"))
        for number in range(1, STAGES + 1):
            run("git-mlops", "repro", "-s", f"b{number}")
            run("git", "add", "-A")
            run("git", "commit", "-q", "-m", f"b{number}")
        run("git-mlops", "model", "register", f"b{STAGES}", "--name", "model")
        stages = subprocess.run(["git-mlops", "lineage", "--json", f"b{STAGES}"], cwd=repo, env=env, check=True, capture_output=True)
        assert stages.stdout.count(b'"kind": "stage"') == STAGES, "the chain is broken"
        run("git-mlops", "runs", "list", "-n", "1")
        rows = [
            ("git mlops --version", ["git-mlops", "--version"]),
            ("lineage of 50 stages, one run", ["git-mlops", "lineage", f"a{STAGES}"]),
            ("lineage of 50 stages, 50 runs and commits", ["git-mlops", "lineage", f"b{STAGES}"]),
            ("lineage of a version, 50 stages", ["git-mlops", "lineage", "model@v1"]),
            ("lineage --down of 50 stages", ["git-mlops", "lineage", "b0", "--down"]),
            (f"runs list --filter of {RUNS} runs", ["git-mlops", "runs", "list", "--filter", "metrics.nothing > 1"]),
            (f"runs list --sort -n 10 of {RUNS} runs", ["git-mlops", "runs", "list", "--sort", "run_name", "-n", "10"]),
        ]
        samples = {}
        for _ in range(ROUNDS):
            for name, command in rows:
                samples.setdefault(name, []).append(cpu(command, repo, env, repeat=5))
        print("| what | CPU ms |\n|---|---|")
        for name, _ in rows:
            print(f"| {name} | {statistics.median(samples[name]):.1f} |")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
