#!/usr/bin/env python3
"""Times pushing to and fetching from one S3 server, git mlops beside DVC.

usage: remotes.py BIN [ROUNDS]

BIN holds git-mlops and git-mlops-filter (release). DVC names that program (with dvc-s3), PYTHON an interpreter that has moto: the one
beside DVC when it is not given. The server is moto's, on the loopback, which checks no signature and
keeps objects in memory; both sides get a bucket of their own, and take turns. Without dvc-s3 only ours is measured. Each round begins with empty buckets and
caches. Processor seconds count the client and what it starts, not the server.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

BIN = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
DVC = os.environ.get("DVC", "dvc")
PEERS = os.path.dirname(DVC)
PYTHON = os.environ.get("PYTHON", os.path.join(PEERS, "python3"))

MOTO = """
from moto.server import ThreadedMotoServer
import logging, sys
logging.getLogger('werkzeug').disabled = True
server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""

WORK = tempfile.mkdtemp(prefix="remotes-", dir=os.environ.get("TMPDIR", "/tmp"))
ENVIRONMENT = {
    **os.environ, "HOME": WORK, "PATH": f"{BIN}:{PEERS}:{os.environ['PATH']}", "GIT_CONFIG_NOSYSTEM": "1",
    "AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "SECRET", "AWS_DEFAULT_REGION": "us-east-1",
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
    "DVC_NO_ANALYTICS": "1",
}  # fmt: skip


def run(folder, *command):
    """Seconds and processor seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - start, cpu


class Ours:
    name = "git mlops"

    def prepare(self, folder, url, bucket):
        run(folder, "git-mlops", "install")
        run(folder, "git", "init", "-q", "-b", "main", ".")
        run(folder, "git-mlops", "remote", "add", "--default", "s", f"s3://{bucket}", "--endpoint", url)
        run(folder, "git", "mlops", "track", "data/**")
        run(folder, "git", "mlops", "add", ".")
        run(folder, "git", "commit", "-qm", "data")

    def push(self, folder):
        return run(folder, "git-mlops", "push", "s")

    def fetch(self, folder):
        return run(folder, "git-mlops", "fetch", "s")

    def forget(self, folder):
        shutil.rmtree(folder + "/.git/lfs/objects")


class Theirs:
    name = "dvc"

    def prepare(self, folder, url, bucket):
        run(folder, "git", "init", "-q", "-b", "main", ".")
        run(folder, DVC, "init", "-q")
        run(folder, DVC, "remote", "add", "-q", "-d", "s", f"s3://{bucket}")
        run(folder, DVC, "remote", "modify", "-q", "s", "endpointurl", url)
        run(folder, DVC, "add", "-q", "data")

    def push(self, folder):
        return run(folder, DVC, "push", "-q")

    def fetch(self, folder):
        return run(folder, DVC, "fetch", "-q")

    def forget(self, folder):
        shutil.rmtree(folder + "/.dvc/cache/files")


def write(folder, files, size):
    os.makedirs(folder + "/data")
    for number in range(files):
        with open(f"{folder}/data/{number:05}.bin", "wb") as file:
            left = size
            while left > 0:
                left -= file.write(os.urandom(min(left, 1 << 20)))


def has_dvc():
    question = [os.path.join(PEERS, "python3"), "-c", "import dvc_s3"]
    return PEERS != "" and subprocess.run(question, capture_output=True).returncode == 0


def measure(url, title, files, size, sides):
    rows = {}
    for turn in range(ROUNDS):
        for side in sides if turn % 2 == 0 else sides[::-1]:
            folder = tempfile.mkdtemp(dir=WORK)
            bucket = f"b{os.urandom(6).hex()}"
            urllib.request.urlopen(urllib.request.Request(f"{url}/{bucket}", method="PUT")).read()
            write(folder, files, size)
            side.prepare(folder, url, bucket)
            rows.setdefault("push", {}).setdefault(side.name, []).append(side.push(folder))
            rows.setdefault("push again", {}).setdefault(side.name, []).append(side.push(folder))
            side.forget(folder)
            rows.setdefault("fetch", {}).setdefault(side.name, []).append(side.fetch(folder))
            shutil.rmtree(folder)
            urllib.request.urlopen(urllib.request.Request(f"{url}/moto-api/reset", method="POST")).read()
    for what, sides in rows.items():
        medians = {name: [statistics.median(column) for column in zip(*values)] for name, values in sides.items()}
        ours, theirs = medians["git mlops"], medians.get("dvc", [float("nan")] * 2)
        print(
            f"| {title}: {what} | {ours[0]:.2f} | {ours[1]:.2f} | {theirs[0]:.2f} | {theirs[1]:.2f} "
            f"| {ours[0] / theirs[0]:.2f} | {ours[1] / theirs[1]:.2f} |"
        )
    return statistics.median(cpu for _, cpu in rows["push again"]["git mlops"])


def main():
    sides = [Ours(), Theirs()] if has_dvc() else [Ours()]
    server = subprocess.Popen([PYTHON, "-c", MOTO], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        threading.Thread(target=server.stdout.read, daemon=True).start()
        print("| | git mlops, s | CPU s | dvc, s | CPU s | ratio | CPU ratio |\n|---|---|---|---|---|---|---|")
        again = [measure(url, "1,000 files of 8 KiB", 1000, 8192, sides)]
        again.append(measure(url, "one file of 256 MiB", 1, 256 << 20, sides))
        verdict = "met" if max(again) <= 0.05 else "missed"
        print(f"\npush again, CPU ms, goal 50: {again[0] * 1000:.0f} and {again[1] * 1000:.0f}: {verdict}")
        if len(sides) == 1:
            print("dvc-s3 is not installed: ours alone")
    finally:
        server.stdin.close()
        server.wait()
        shutil.rmtree(WORK, ignore_errors=True)


main()
