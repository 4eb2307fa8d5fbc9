#!/bin/sh
# `git mlops migrate import` beside `git lfs migrate import` on a history of COMMITS commits, each with a new version of
# one of ten files of 20 KiB, and one file of BIG MiB in the last. Seconds of the clock and of the processor, and the
# largest process of each.
#
#   swift build -c release --static-swift-stdlib --product git-mlops
#   Tests/Benchmarks/migrate.sh .build/release [COMMITS] [BIG_MIB]
set -eu

bin=$(cd "$1" && pwd)
commits=${2:-2000}
big=${3:-256}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home"
export PATH="$bin:$PATH" HOME="$work/home" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
git config --global user.name bench
git config --global user.email bench@example.com
git config --global init.defaultBranch main
git config --global gc.auto 0
git mlops install >/dev/null 2>&1

git init -q "$work/source"
python3 - "$commits" "$big" <<'PY' | git -C "$work/source" fast-import --quiet
import os, sys
out = sys.stdout.buffer
commits, big = int(sys.argv[1]), int(sys.argv[2])
for number in range(commits):
    out.write(b"commit refs/heads/main\ncommitter b <b@example.com> %d +0000\ndata 2\nx\n\n" % (1700000000 + number))
    data = os.urandom(20480)
    out.write(b"M 100644 inline data/%d.bin\ndata %d\n%s\n" % (number % 10, len(data), data))
    if number == commits - 1:
        out.write(b"M 100644 inline big.bin\ndata %d\n" % (big << 20))
        for _ in range(big):
            out.write(os.urandom(1 << 20))
        out.write(b"\n")
PY

for tool in mlops lfs; do
    git clone -q --bare "$work/source" "$work/clone.git"
    printf 'git %-6s' "$tool"
    (cd "$work/clone.git" && python3 - git "$tool" migrate import --everything '--include=*.bin' --skip-fetch <<'PY'
import resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{time.monotonic() - start:8.2f} s {used.ru_utime + used.ru_stime:8.2f} CPU s {used.ru_maxrss / 1024:8.0f} MiB")
PY
    )
    rm -rf "$work/clone.git"
done
