#!/bin/sh
# What `git mlops log compact` does to a log of N runs: size and objects of the packed repository before and after, and
# that no answer changed. Usage: compaction.sh BIN-FOLDER [N]
set -eu
PATH=$1:$PATH
runs=${2:-10000}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.com

git init -q -b main "$folder/r"
cd "$folder/r"
git commit -q --allow-empty -m first
python3 "$here/make-runs.py" "$runs" >/dev/null

measure() {
    git reflog expire --expire=now --all
    git gc -q --prune=now
    printf '%s\t%s KiB\t%s objects\n' "$1" "$(du -sk .git/objects | cut -f1)" "$(git rev-list --all --objects | wc -l)"
}

measure before
git mlops runs list --deleted --json >"$folder/before"
git mlops log compact --prune-old
git mlops runs list --deleted --json >"$folder/after"
cmp "$folder/before" "$folder/after"
measure after
git mlops log verify
