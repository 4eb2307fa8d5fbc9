"""What benchmarks have in common: the environment of their commands, and processor time."""
import os
import pathlib
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent


def environment(home, bin_folder):
    """Nothing of the user's: git and `bin_folder` in front of PATH, a fixed author."""
    return {"PATH": f"{bin_folder}:{os.environ['PATH']}", "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
            "GIT_AUTHOR_NAME": "b", "GIT_AUTHOR_EMAIL": "b@example.com", "GIT_COMMITTER_NAME": "b",
            "GIT_COMMITTER_EMAIL": "b@example.com", "GIT_MLOPS_SHARE": str(HERE.parent.parent)}


def cpu(command, cwd, env, repeat=1):
    """CPU milliseconds (user + system, all descendants) of one execution, averaged over `repeat`."""
    before = os.times()
    for _ in range(repeat):
        subprocess.run(command, cwd=cwd, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return spent(before) / repeat


def used(command, cwd, env):
    """CPU milliseconds, wall milliseconds and output of one execution."""
    before, start = os.times(), time.perf_counter()
    result = subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wall = (time.perf_counter() - start) * 1000
    if result.returncode != 0:
        raise SystemExit(f"{command}: {result.stderr[-2000:]}")
    return spent(before), wall, result.stdout


def spent(before):
    after = os.times()
    return (after.children_user + after.children_system - before.children_user - before.children_system) * 1000
