#!/usr/bin/env python3
"""Large files beside git-lfs and DVC: add, status, push, push again, checkout and clone of sets of files, with openssl and
cp as the floor, and the goals with what was reached.

usage: large-files.py BIN [ROUNDS] [COUNTxSIZE...]

BIN holds git-mlops and git-mlops-filter (release). The sets are 1x2GiB, 10000x8KiB and 100000x4KiB when none is named.
git-lfs is the one on PATH; DVC names that program, without which it is left out; SIDES, when set, the sides that are
measured ("git mlops add,floor"). Medians of ROUNDS rounds in which the programs take turns; processor seconds and the
largest process (MiB) count everything that a command starts. What was written before is on the disk, and memory that
files in memory need has been touched, before a clock starts. Every figure goes to standard error as it comes. Needs
about six times the size of the largest set below TMPDIR.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BIN = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
SETS = sys.argv[3:] or ["1x2GiB", "10000x8KiB", "100000x4KiB"]
DVC = os.environ.get("DVC")
WORK = tempfile.mkdtemp(prefix="large-files-", dir=os.environ.get("TMPDIR", "/tmp"))
ENVIRONMENT = {
    "HOME": WORK, "PATH": f"{BIN}:{os.environ['PATH']}", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
    "TMPDIR": WORK, "DVC_NO_ANALYTICS": "1",
}  # fmt: skip
UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


def run(folder, *command):
    """Seconds, processor seconds and MiB of the largest process."""
    os.sync()
    start = time.monotonic()
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        if child.returncode:
            output.seek(0)
            sys.exit(f"{' '.join(command)}: {output.read().decode(errors='replace')[-2000:]}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


class Git:
    """A filter, and how files are added and pushed."""

    def __init__(self, name, filter, add, push):
        self.name, self.filter, self.add, self.push = name, filter, add, push

    def steps(self, folder, data):
        repository, remote, clone = f"{folder}/r", f"{folder}/o.git", f"{folder}/c"
        run(folder, "git", "init", "-q", "--bare", "-b", "main", remote)
        run(folder, "git", "init", "-q", "-b", "main", repository)
        run(repository, "git", "remote", "add", "origin", f"file://{remote}")
        with open(f"{repository}/.gitattributes", "w") as file:
            file.write(f"*.bin filter={self.filter} -text\n")
        shutil.copytree(data, f"{repository}/data", copy_function=os.link)
        yield "add", lambda: run(repository, *self.add, "data")
        run(repository, "git", "add", "-A")
        run(repository, "git", "commit", "-qm", "data")
        yield "status", lambda: run(repository, "git", "status")
        yield "push", lambda: run(repository, *self.push)
        run(repository, "git", "push", "-q", "--no-verify", "origin", "main")
        yield "push again", lambda: run(repository, *self.push)
        shutil.rmtree(f"{repository}/data")
        yield "checkout", lambda: run(repository, "git", "checkout", "-q", "--", "data")
        yield "clone", lambda: run(folder, "git", "clone", "-q", f"file://{remote}", clone)


class Dvc:
    name = "dvc"

    def steps(self, folder, data):
        repository, remote, clone = f"{folder}/r", f"{folder}/o", f"{folder}/c"
        run(folder, "git", "init", "-q", "-b", "main", repository)
        run(repository, DVC, "init", "-q")
        run(repository, DVC, "remote", "add", "-q", "-d", "o", remote)
        shutil.copytree(data, f"{repository}/data", copy_function=os.link)
        yield "add", lambda: run(repository, DVC, "add", "-q", "data")
        run(repository, "git", "add", "-A")
        run(repository, "git", "commit", "-qm", "data")
        yield "status", lambda: run(repository, DVC, "status", "-q")
        yield "push", lambda: run(repository, DVC, "push", "-q")
        yield "push again", lambda: run(repository, DVC, "push", "-q")
        shutil.rmtree(f"{repository}/data")
        yield "checkout", lambda: run(repository, DVC, "checkout", "-q")
        yield "clone", lambda: run(folder, "sh", "-c", f"git clone -q r c && cd c && '{DVC}' pull -q")


class Floor:
    name = "floor"

    def steps(self, folder, data):
        names = sorted(os.listdir(data))
        if len(names) == 1:
            yield "add", lambda: run(data, "openssl", "dgst", "-sha256", names[0])
        else:
            yield "add", lambda: run(folder, "cp", "-r", data, f"{folder}/first")
        yield "checkout", lambda: run(folder, "cp", "-r", data, f"{folder}/copy")


ALL_SIDES = [
    Git("git mlops add", "mlops", ["git", "mlops", "add"], ["git", "mlops", "push", "origin"]),
    Git("git add", "mlops", ["git", "add"], ["git", "mlops", "push", "origin"]),
    Git("git-lfs", "lfs", ["git", "add"], ["git", "lfs", "push", "origin", "main"]),
] + ([Dvc()] if DVC else []) + [Floor()]
WANTED = os.environ.get("SIDES")
SIDES = [side for side in ALL_SIDES if not WANTED or side.name in WANTED.split(",")]


def make(name):
    count, size, unit = re.fullmatch(r"(\d+)x(\d+)([KMG]iB)", name).groups()
    folder = f"{WORK}/data-{name}"
    os.makedirs(folder)
    for number in range(int(count)):
        with open(f"{folder}/{number:06}.bin", "wb") as file:
            left = int(size) * UNITS[unit]
            while left > 0:
                left -= file.write(os.urandom(min(left, 1 << 20)))
    return folder, int(count)


def warm(folder):
    """The first to touch a machine's memory pays for it, and a host may take back what is free: twice what the set needs
    is touched before each step."""
    if not WORK.startswith("/dev/shm"):
        return
    path = f"{WORK}/warm"
    size = sum(entry.stat().st_blocks * 512 for entry in os.scandir(folder))
    free = shutil.disk_usage(WORK).free
    with open(path, "wb") as file:
        for _ in range(int(min(2 * size, free * 0.8)) >> 20):
            file.write(bytes(1 << 20))
    os.remove(path)


def measure(name):
    """Medians by step and side."""
    data, count = make(name)
    rows = {}
    for turn in range(ROUNDS):
        for side in SIDES[turn % len(SIDES):] + SIDES[:turn % len(SIDES)]:
            folder = tempfile.mkdtemp(dir=WORK)
            for step, action in side.steps(folder, data):
                warm(data)
                taken = action()
                print(f"{name} round {turn + 1}: {side.name}: {step}: {taken[0]:.3f} s, CPU {taken[1]:.3f} s, {taken[2]:.0f} MiB", file=sys.stderr, flush=True)
                rows.setdefault(step, {}).setdefault(side.name, []).append(taken)
            shutil.rmtree(folder)
    shutil.rmtree(data)
    return count, {
        step: {side: [statistics.median(column) for column in zip(*values)] for side, values in sides.items()}
        for step, sides in rows.items()
    }


def show(name, medians):
    print(f"\n| {name} | " + " | ".join(f"{side.name}: s | CPU s | MiB" for side in SIDES) + " |")
    print("|---|" + "---|" * (3 * len(SIDES)))
    for step, sides in medians.items():
        cells = [f"{v[0]:.3f} | {v[1]:.3f} | {v[2]:.0f}" if (v := sides.get(side.name)) else " | | " for side in SIDES]
        print(f"| {step} | " + " | ".join(cells) + " |")


def show_ratios(name, medians):
    """`git mlops add` and what follows it, as shares of the others."""
    ours, others = SIDES[0].name, [side.name for side in SIDES[1:]]
    print(f"\n| {name}, {ours} is of | " + " | ".join(f"{other}: wall | CPU" for other in others) + " |")
    print("|---|" + "---|" * (2 * len(others)))
    for step, sides in medians.items():
        if ours not in sides:
            continue
        cells = [
            f"{sides[ours][0] / v[0]:.2f} | {sides[ours][1] / max(v[1], 0.001):.2f}" if (v := sides.get(other)) else " | "
            for other in others
        ]
        print(f"| {step} | " + " | ".join(cells) + " |")


def goals(count, medians):
    """What is aimed at, what was reached, and the limit."""
    ours, plain, floor = "git mlops add", "git add", "floor"
    ratio = lambda step, side, base="add": medians[step][side][0] / medians[base][floor][0]
    if count == 1:
        yield "git mlops add, wall, of openssl dgst -sha256", ratio("add", ours), 1.5
        yield "git add, wall, of openssl dgst -sha256", ratio("add", plain), 2.5
        yield "checkout, wall, of cp", ratio("checkout", plain, "checkout"), 1.2
    else:
        yield "git mlops add, wall, of cp -r", ratio("add", ours), 3
        yield "git add, wall, of cp -r", ratio("add", plain), 3
        yield "checkout, wall, of cp -r", ratio("checkout", plain, "checkout"), 3
    yield "push again, CPU ms", medians["push again"][ours][1] * 1000, 50
    for step in ("add", "checkout", "push", "clone"):
        yield f"{step}, MiB of the largest process", max(medians[step][side][2] for side in (ours, plain)), 64


def main():
    try:
        for key, value in {
            "user.name": "bench", "user.email": "bench@example.com", "init.defaultBranch": "main", "gc.auto": "0",
            "filter.mlops.process": "git-mlops-filter process", "filter.mlops.required": "true",
            "filter.lfs.process": "git-lfs filter-process", "filter.lfs.required": "true", "lfs.locksverify": "false",
        }.items():  # fmt: skip
            run(WORK, "git", "config", "--global", key, value)
        lines = []
        for name in SETS:
            count, medians = measure(name)
            show(name, medians)
            show_ratios(name, medians)
            if WANTED:
                continue
            lines += [(name, *goal) for goal in goals(count, medians)]
        if lines:
            print("\n| goal | reached | limit | |\n|---|---|---|---|")
        for name, what, reached, limit in lines:
            print(f"| {name}: {what} | {reached:.2f} | {limit} | {'met' if reached <= limit else '**missed**'} |")
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


main()
