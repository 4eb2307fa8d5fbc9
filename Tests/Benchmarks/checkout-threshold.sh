#!/bin/sh
# From which size on a checkout past git's pipe is cheaper than sending contents through it: files of each size, about
# MIB in all, checked out both ways. The goal: past the pipe costs no more from 64 KiB on (ratio of CPU at most 1.1, as the
# clock of processor time ticks in 10 ms). Medians of ROUNDS rounds in which the two take turns.
#
#   swift build -c release --static-swift-stdlib --product git-mlops-filter
#   Tests/Benchmarks/checkout-threshold.sh .build/release [ROUNDS] [MIB]
set -eu

bin=$(cd "$1" && pwd)
rounds=${2:-5}
total=${3:-64}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/path"
ln -s "$bin/git-mlops-filter" "$work/path/"
export PATH="$work/path:$PATH" HOME="$work/home" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
git config --global user.name bench
git config --global user.email bench@example.com
git config --global init.defaultBranch main
git config --global filter.mlops.process 'git-mlops-filter process'
git config --global filter.mlops.required true

printf '%8s %6s %12s %12s %8s %12s %12s %8s\n' KiB files past-CPU-ms pipe-CPU-ms ratio past-wall-ms pipe-wall-ms ratio
for kib in 4 8 16 32 64 128 256 1024; do
    count=$((total * 1024 / kib))
    [ "$count" -le 4000 ] || count=4000
    rm -rf "$work/repo"
    git init -q "$work/repo"
    cd "$work/repo"
    echo '*.bin filter=mlops -text' > .gitattributes
    mkdir data
    i=0
    while [ "$i" -lt "$count" ]; do
        head -c $((kib * 1024)) /dev/urandom > "data/$i.bin"
        i=$((i + 1))
    done
    git add -A
    git commit -qm data
    python3 - "$kib" "$count" "$rounds" <<'PY'
import os, shutil, statistics, subprocess, sys, time
kib, count, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
times = {"1": [], str(1 << 40): []}
for _ in range(rounds):
    for threshold, rows in times.items():
        shutil.rmtree("data")
        before, start = os.times(), time.monotonic()
        subprocess.run(["git", "-c", f"mlops.checkoutThreshold={threshold}", "checkout", "-q", "--", "data"], check=True)
        after, end = os.times(), time.monotonic()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        rows.append((used * 1000, (end - start) * 1000))
past, pipe = ([statistics.median(column) for column in zip(*rows)] for rows in times.values())
print(f"{kib:>8} {count:>6} {past[0]:12.0f} {pipe[0]:12.0f} {past[0] / pipe[0]:8.2f} {past[1]:12.0f} {pipe[1]:12.0f} {past[1] / pipe[1]:8.2f}"
      + ("" if int(kib) < 64 else "  met" if past[0] <= 1.1 * pipe[0] else "  missed"))
PY
done
