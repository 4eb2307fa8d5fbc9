#!/bin/sh
# Large files beside git-lfs: start-up, adding (by git add, and by git mlops add) and checkout of one big file and of
# many small ones, with openssl and cp as the floor.
# Every figure is the median of ROUNDS rounds in which the programs take turns.
#
#   swift build -c release --static-swift-stdlib
#   Tests/Benchmarks/large-files.sh .build/release [ROUNDS] [BIG_MIB] [SMALL_COUNT]
set -eu

bin=$(cd "$1" && pwd)
rounds=${2:-5}
big=${3:-1024}
small=${4:-10000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/one" "$work/many" "$work/path"
ln -s "$bin/git-mlops-filter" "$bin/git-mlops" "$work/path/"
export PATH="$work/path:$PATH" HOME="$work/home" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
command -v git-lfs >/dev/null || { echo "error: 'git-lfs' is not installed" >&2; exit 1; }

git config --global user.name bench
git config --global user.email bench@example.com
git config --global init.defaultBranch main
git config --global gc.auto 0
git config --global filter.mlops.process 'git-mlops-filter process'
git config --global filter.mlops.required true
git config --global filter.lfs.process 'git-lfs filter-process'
git config --global filter.lfs.required true
git config --global lfs.locksverify false

head -c $((big * 1048576)) /dev/urandom > "$work/one/data.bin"
i=0
while [ "$i" -lt "$small" ]; do
    head -c 8192 /dev/urandom > "$work/many/$i.bin"
    i=$((i + 1))
done

# Runs a command; appends "WALL CPU", in milliseconds, to $work/times-NAME. CPU counts all descendants.
measure() {
    name=$1
    shift
    python3 - "$@" >> "$work/times-$name" <<'PY'
import os, subprocess, sys, time
before, start = os.times(), time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
after, end = os.times(), time.monotonic()
cpu = after.children_user + after.children_system - before.children_user - before.children_system
print(round((end - start) * 1000, 2), round(cpu * 1000, 2))
PY
}

# A new repository whose .bin files are kept by the filter $1, with hard links to the files of $2. Repositories with
# many files are removed at the very end: ext4 creates files slowly where many have just been deleted.
prepare() {
    rm -rf "$work/repo/data/data.bin" "$work/repo/.git/lfs"
    old=$((old + 1))
    [ ! -e "$work/repo" ] || mv "$work/repo" "$work/old-$old"
    git init -q "$work/repo"
    echo "*.bin filter=$1 -text" > "$work/repo/.gitattributes"
    cp -rl "$work/$2" "$work/repo/data"
}

many_starts='for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do "$@"; done'
printf 'x' > "$work/x"
: > "$work/empty"
round=0
old=0
while [ "$round" -lt "$rounds" ]; do
    for filter in mlops lfs; do
        case $filter in mlops) start='git-mlops-filter clean x' ;; lfs) start='git-lfs version' ;; esac
        (cd "$work/home" && { [ -d .git ] || git init -q; } && measure "start-$filter" sh -c "$many_starts" sh sh -c "$start < $work/empty")
        for set in one many; do
            if [ "$filter" = mlops ]; then
                prepare "$filter" "$set"
                (cd "$work/repo" && measure "add-$set-ours" git mlops add data)
            fi
            prepare "$filter" "$set"
            (cd "$work/repo" && measure "add-$set-$filter" git add data)
            (cd "$work/repo" && git add -A && git commit -qm data && rm -rf data && measure "checkout-$set-$filter" git checkout -q -- data)
        done
    done
    measure hash-one openssl dgst -sha256 "$work/one/data.bin"
    for set in one many; do
        measure "copy-$set" cp -r "$work/$set" "$work/copy-$set-$round"
        [ "$set" = many ] || rm -r "$work/copy-$set-$round"
    done
    round=$((round + 1))
done

python3 - "$work" "$rounds" "$big" "$small" <<'PY'
import statistics, sys
work, rounds, big, small = sys.argv[1:]
names = {"start": "start-up, 20 times (ours: an empty clean; theirs: version)",
         "add-one": f"git add, one file of {big} MiB", "checkout-one": f"checkout, one file of {big} MiB",
         "add-many": f"git add, {small} files of 8 KiB", "checkout-many": f"checkout, {small} files of 8 KiB"}
ours = {"add-one": f"git mlops add, one file of {big} MiB", "add-many": f"git mlops add, {small} files of 8 KiB"}
floor = {"hash-one": f"openssl dgst -sha256, one file of {big} MiB", "copy-one": f"cp, one file of {big} MiB",
         "copy-many": f"cp -r, {small} files of 8 KiB"}

def medians(name):
    lines = [tuple(map(float, line.split())) for line in open(f"{work}/times-{name}")]
    return [statistics.median(column) for column in zip(*lines)]

print(f"medians of {rounds}; milliseconds; ratio = ours / git-lfs")
print(f"{'':58} {'CPU':>9} {'git-lfs':>9} {'ratio':>6} {'wall':>9} {'git-lfs':>9} {'ratio':>6}")
rows = [(title, f"{key}-mlops", f"{key}-lfs") for key, title in names.items()]
for title, mine, theirs in rows + [(title, f"{key}-ours", f"{key}-lfs") for key, title in ours.items()]:
    (wall, cpu), (their_wall, their_cpu) = medians(mine), medians(theirs)
    print(f"{title:58} {cpu:9.0f} {their_cpu:9.0f} {cpu / their_cpu:6.2f} {wall:9.0f} {their_wall:9.0f} {wall / their_wall:6.2f}")
for key, title in floor.items():
    wall, cpu = medians(key)
    print(f"{title:58} {cpu:9.0f} {'':9} {'':6} {wall:9.0f}")
PY
