#!/usr/bin/env python3
"""Checkout of one large file beside `cp -r` of the same, taking turns on the same disk.

usage: checkout-big.py BIN [MIB [ROUNDS]]

BIN holds git-mlops-filter (release). Medians of ROUNDS (5) rounds for one file of MIB (1024) mebibytes: seconds, and
processor seconds of all that was started. What was written before is on the disk before a clock starts. TMPDIR names
the disk.
"""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from measure import environment, spent

BIN = pathlib.Path(sys.argv[1]).resolve()
MIB = int(sys.argv[2]) if len(sys.argv) > 2 else 1024
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
FILTER = ["-c", "filter.mlops.process=git-mlops-filter process", "-c", "filter.mlops.required=true", "-c", "gc.auto=0"]


def timed(command, folder, env):
    os.sync()
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, cwd=folder, env=env, check=True)
    return time.perf_counter() - start, spent(before) / 1000


def main():
    work = pathlib.Path(tempfile.mkdtemp())
    try:
        env, data, repository = environment(work, BIN), work / "data", work / "r"
        data.mkdir()
        with open(data / "a.bin", "wb") as file:
            for _ in range(MIB):
                file.write(os.urandom(1 << 20))
        subprocess.run(["git", "init", "-q", repository], env=env, check=True)
        (repository / ".gitattributes").write_text("*.bin filter=mlops -text\n")
        shutil.copy(data / "a.bin", repository / "a.bin")
        for command in (["add", "."], ["commit", "-q", "-m", "data"]):
            subprocess.run(["git", *FILTER, *command], cwd=repository, env=env, check=True)
        samples = {"checkout": [], "cp": []}
        for _ in range(ROUNDS):
            (repository / "a.bin").unlink()
            samples["checkout"].append(timed(["git", *FILTER, "checkout", "-q", "--", "a.bin"], repository, env))
            assert (repository / "a.bin").stat().st_size == MIB << 20
            samples["cp"].append(timed(["cp", "-r", data, work / "copy"], work, env))
            shutil.rmtree(work / "copy")
        floor = statistics.median(wall for wall, _ in samples["cp"])
        for name, taken in samples.items():
            wall, cpu = (statistics.median(values) for values in zip(*taken))
            print(f"{name}: {wall:.2f} s ({wall / floor:.2f} of cp), {cpu:.2f} CPU s; rounds: "
                  + " ".join(f"{wall:.2f}" for wall, _ in taken))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
