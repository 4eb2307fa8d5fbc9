#!/usr/bin/env python3
"""How long one append to the run log takes, without the process around it.

    swift build -c release --static-swift-stdlib --product git-mlops
    Tests/Benchmarks/append.py .build/release [TIMES [RUNS]]

TIMES (60) tags are appended to a log of RUNS (10000) runs. strace tells when the log's lock was taken and when the ref
was renamed into place: what is between is synced to disk. Prints the median and the 90th percentile in milliseconds,
beside what as many fsync calls on a file in the same folder take. TMPDIR names the disk.
"""
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from measure import HERE, environment

BIN = pathlib.Path(sys.argv[1]).resolve()
TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 60
RUNS = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
STRACE = ["strace", "-f", "--seccomp-bpf", "-ttt", "-y", "-e"]


def append(repository, env, run, turn, calls="flock,rename"):
    """Milliseconds from the lock to the rename, and how often something was synced in between, if that is among `calls`:
    each that is watched costs time."""
    command = STRACE + [f"trace={calls}", "git-mlops", "runs", "tag", run, f"turn={turn}"]
    trace = subprocess.run(command, cwd=repository, env=env, check=True, capture_output=True, text=True).stderr
    lines = re.findall(r"(\d+\.\d+) (\w+)\((.*)\) = 0", trace)
    start = next(float(at) for at, call, words in lines if call == "flock" and "/mlops/lock>" in words)
    end = next(float(at) for at, call, words in lines if call == "rename" and words.endswith('/runs"'))
    return (end - start) * 1000, sum(call == "fsync" and start < float(at) < end for at, call, _ in lines)


def sync(folder, times):
    """Milliseconds of so many fsync calls, each after a write."""
    with open(folder / "synced", "wb", buffering=0) as file:
        start = time.perf_counter()
        for _ in range(times):
            file.write(b"x" * 200)
            os.fsync(file)
        return (time.perf_counter() - start) * 1000


def main():
    work = pathlib.Path(tempfile.mkdtemp())
    try:
        env, repository = environment(work, BIN), work / "r"
        subprocess.run(["git", "init", "-q", "-b", "main", repository], env=env, check=True)
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "first"], cwd=repository, env=env, check=True)
        subprocess.run([HERE / "make-runs.py", str(RUNS)], cwd=repository, env=env, check=True)
        listing = subprocess.run(["git-mlops", "runs", "-n", "1", "--json"], cwd=repository, env=env, check=True, capture_output=True)
        run = json.loads(listing.stdout)["runs"][0]["id"]
        synced = append(repository, env, run, "first", "flock,rename,fsync")[1]
        appends, floors = [], []
        for turn in range(TIMES):
            appends.append(append(repository, env, run, turn)[0])
            floors.append(sync(repository / ".git", synced))
        ours, floor = statistics.median(appends), statistics.median(floors)
        print(f"append to {RUNS} runs, {TIMES} times: p50 {ours:.2f} ms, p90 {sorted(appends)[TIMES * 9 // 10]:.2f} ms; "
              f"{synced} fsync calls: p50 {floor:.2f} ms ({ours / floor:.1f})")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
