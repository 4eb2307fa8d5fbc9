#!/usr/bin/env python3
"""Start-up and the run log, each figure a ratio in one run.

    swift build -c release --static-swift-stdlib
    Tests/Benchmarks/runs.py .build/release [RUNS] [ROUNDS]

Prints a Markdown table of CPU milliseconds (user + system, all descendants; median of ROUNDS rounds in which the
commands take turns) and the ratio of each figure to its peer's.
"""
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from measure import HERE, cpu, environment

BIN = pathlib.Path(sys.argv[1]).resolve()
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 9


def compare(rows, cwd, env, rounds=ROUNDS, repeat=10):
    """rows: (name, ours, theirs-name, theirs)."""
    samples = {}
    for _ in range(rounds):
        for name, ours, peer, theirs in rows:
            samples.setdefault(name, []).append(cpu(ours, cwd, env, repeat))
            if theirs:
                samples.setdefault(peer, []).append(cpu(theirs, cwd, env, repeat))
    for name, _, peer, theirs in rows:
        mine = statistics.median(samples[name])
        other = statistics.median(samples[peer]) if theirs else None
        ratio = f"{mine / other:.2f}" if other else ""
        print(f"| {name} | {mine:.1f} | {peer if theirs else ''} | {f'{other:.1f}' if other else ''} | {ratio} |")


def main():
    work = pathlib.Path(tempfile.mkdtemp())
    try:
        env = environment(work, BIN)
        repo = work / "repo"
        subprocess.run(["git", "init", "-q", "-b", "main", repo], env=env, check=True)
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "first"], cwd=repo, env=env, check=True)
        subprocess.run([HERE / "make-runs.py", str(RUNS)], cwd=repo, env=env, check=True)
        print("| what | CPU ms | beside | CPU ms | ratio |\n|---|---|---|---|---|")
        compare([
            ("`git-mlops version`", [BIN / "git-mlops", "version"], "`git --version`", ["git", "--version"]),
            ("`git-mlops version` ", [BIN / "git-mlops", "version"], "`git-lfs version`", ["git-lfs", "version"]),
        ], repo, env, repeat=20)
        start = time.monotonic()
        rebuild = cpu([BIN / "git-mlops", "runs", "list", "-n", "1"], repo, env)
        print(f"| index of {RUNS:,} runs from nothing | {rebuild:.0f} | (wall {time.monotonic() - start:.1f} s) | | |")
        compare([
            (f"`runs list`, {RUNS:,} runs", [BIN / "git-mlops", "runs", "list"],
             "`git log --oneline` of the log", ["git", "log", "--oneline", "refs/mlops/v1/runs"]),
            ("`runs list -n 20`", [BIN / "git-mlops", "runs", "list", "-n", "20"], "", None),
            (f"`runs list --json`, {RUNS:,} runs", [BIN / "git-mlops", "runs", "list", "--json"], "", None),
            ("`run -- true`", [BIN / "git-mlops", "run", "-q", "--", "true"], "", None),
        ], repo, env, rounds=5, repeat=3)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
