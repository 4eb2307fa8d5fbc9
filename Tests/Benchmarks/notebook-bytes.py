#!/usr/bin/env python3
"""Strips every notebook below a folder with nbstripout and with `git mlops notebook strip`, and compares the bytes.

    ./install.sh --prefix /tmp/mlops
    git clone https://github.com/jakevdp/PythonDataScienceHandbook
    Tests/Benchmarks/notebook-bytes.py /tmp/mlops/bin /folder/with/the/peers/bin PythonDataScienceHandbook

Names each notebook whose bytes differ, and those that only one of the two refuses.
"""

import glob
import os
import subprocess
import sys

ours = os.path.join(os.path.abspath(sys.argv[1]), "git-mlops")
peer = os.path.join(os.path.abspath(sys.argv[2]), "nbstripout")
notebooks = sorted(glob.glob(os.path.join(sys.argv[3], "**", "*.ipynb"), recursive=True))

OPTIONS = [
    [],
    ["--keep-output"],
    ["--keep-count"],
    ["--keep-id"],
    ["--extra-keys", "metadata.kernelspec cell.metadata.tags"],
    ["--keep-metadata-keys", "cell.metadata.collapsed"],
    ["--drop-empty-cells"],
    ["--strip-init-cells"],
    ["--max-size", "1k"],
]


def strip(command, options, content):
    result = subprocess.run(command + options, input=content, capture_output=True)
    return result.stdout if result.returncode == 0 else None


counts = {"equal": 0, "refused by both": 0, "different": 0, "refused by one": 0}
for options in OPTIONS:
    for path in notebooks:
        with open(path, "rb") as file:
            content = file.read()
        theirs = strip([peer], options, content)
        mine = strip([ours, "notebook", "strip"], options, content)
        if theirs == mine:
            verdict = "equal" if mine is not None else "refused by both"
        else:
            verdict = "refused by one" if theirs is None or mine is None else "different"
            print(f"{verdict}: {' '.join(options)} {path}")
        counts[verdict] += 1
print(f"{len(notebooks)} notebooks, {len(OPTIONS)} sets of options:", counts)
