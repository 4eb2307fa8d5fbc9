#!/usr/bin/env python3
"""Write N finished runs to refs/mlops/v1/runs of the repository in the working folder.

An independent writer of docs/formats/log.md, for benchmarks: five ops a run, ten runs a commit, through
`git fast-import`. Usage: make-runs.py N [SEED]
"""
import hashlib
import json
import random
import subprocess
import sys


def canonical(body):
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def op(body):
    name = hashlib.sha256(canonical(body).encode()).hexdigest()[:40]
    return canonical({**body, "id": name})


def run_ops(rng, number, clock):
    run = "%032x" % rng.getrandbits(128)
    state = {"l": clock}

    def make(kind, **members):
        state["l"] += 1
        base = {"v": 1, "k": kind, "w": "0" * 32, "x": "%016x" % rng.getrandbits(64), "l": state["l"],
                "t": 1_767_000_000_000 + number * 60_000, "by": "ada@example.com", "run": run}
        return op({**base, **members})

    params = {f"model.p{i}": round(rng.random(), 6) for i in range(12)}
    metrics = {name: round(rng.random(), 6) for name in
               ("test.accuracy", "test.log_loss", "test.f1", "train.accuracy", "train.log_loss")}
    lines = [
        make("run.start", name=f"run-{number}", command=["python", "train.py"], dir="", host="host"),
        make("run.params", files={"params.yaml": params}),
        make("run.tag", key="team", value=rng.choice(["a", "b"])),
        make("run.metrics", files={"metrics.json": metrics}),
        make("run.finish", status="finished", exit=0, wall=rng.randrange(1000, 9_000_000), cpu=5, peak=5, tail=""),
    ]
    return lines, state["l"]


def main():
    count = int(sys.argv[1])
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    importer = subprocess.Popen(["git", "fast-import", "--quiet"], stdin=subprocess.PIPE)
    clock, number, first = 0, 0, True
    while number < count:
        lines = []
        for _ in range(min(10, count - number)):
            ops, clock = run_ops(rng, number, clock)
            lines += ops
            number += 1
        blob = ("\n".join(lines) + "\n").encode()
        message = b"chore(mlops): %d ops" % len(lines)
        importer.stdin.write(b"commit refs/mlops/v1/runs\ncommitter Ada <ada@example.com> 1767000000 +0000\n")
        importer.stdin.write(b"data %d\n%s\n" % (len(message), message))
        if not first:
            importer.stdin.write(b"deleteall\n")
        first = False
        importer.stdin.write(b"M 100644 inline ops\ndata %d\n%s\n" % (len(blob), blob))
    importer.stdin.close()
    sys.exit(importer.wait())


if __name__ == "__main__":
    main()
