#!/usr/bin/env bash
# Compares `git mlops diff-metrics HEAD~1` with `dvc metrics diff HEAD~1` in a repository with 20 commits of one
# metrics file: seconds and processor seconds a call, median of RUNS calls each, and the ratio.
#
# usage: diff-metrics.sh [FOLDER WITH git-mlops]      DVC=path of dvc  RUNS=11
set -euo pipefail
programs=$(cd "${1:-$(dirname "$0")/../../.build/release}" && pwd)
dvc=${DVC:-${GIT_MLOPS_PEERS:+$GIT_MLOPS_PEERS/}dvc}
runs=${RUNS:-11}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PATH="$programs:$PATH" HOME="$scratch" GIT_CONFIG_NOSYSTEM=1 DVC_NO_ANALYTICS=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
git init -q -b main "$scratch/r"
cd "$scratch/r"
"$dvc" init -q
printf 'lr: 0.1\n' > params.yaml
printf 'stages:\n  train:\n    cmd: "true"\n    params: [lr]\n    metrics: [metrics.json: {cache: false}]\n' > dvc.yaml
for i in $(seq 1 20); do
    printf '{"acc": 0.%03d, "loss": {"train": %d.5, "val": %d.25}}\n' "$i" "$i" "$i" > metrics.json
    git add -A -f
    git commit -qm "run $i"
done

# Prints the median wall time and processor time of a call, in seconds.
measure() {
    python3 - "$runs" "$@" <<'PY'
import os, statistics, subprocess, sys, time
wall, cpu = [], []
for _ in range(int(sys.argv[1])):
    before, start = os.times(), time.perf_counter()
    subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = os.times()
    wall.append(time.perf_counter() - start)
    cpu.append(after.children_user + after.children_system - before.children_user - before.children_system)
print(f"{statistics.median(wall):.3f} {statistics.median(cpu):.3f}")
PY
}

git mlops diff-metrics HEAD~1 > "$scratch/ours"
grep -q loss.val "$scratch/ours"
for form in "" --json; do
    read -r our_wall our_cpu < <(measure git mlops diff-metrics HEAD~1 $form)
    read -r their_wall their_cpu < <(measure "$dvc" metrics diff HEAD~1 $form)
    awk -v f="${form:-table}" -v a="$our_wall" -v b="$our_cpu" -v c="$their_wall" -v d="$their_cpu" 'BEGIN {
        printf "%-7s git-mlops %.3f s, %.3f CPU-s   dvc %.3f s, %.3f CPU-s   ratio %.3f, %.3f\n", f, a, b, c, d, a / c, b / d
    }'
done
