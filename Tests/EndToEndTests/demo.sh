#!/bin/sh
# Plays the transcript of README.md: every line that begins with "$ " between the two demo marks, in one shell, in a
# folder and a home of its own. A command that ends in "# refused" must fail, every other one must succeed.
#
# DEMO_PYTHON names a python3 that has scikit-learn and PyYAML; git-mlops is found through PATH.
set -eu

source=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
mkdir "$folder/home" "$folder/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "${DEMO_PYTHON:-python3}" >"$folder/bin/python3"
chmod +x "$folder/bin/python3"

export HOME="$folder/home" PATH="$folder/bin:$PATH" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8 TZ=UTC
export PYTHONDONTWRITEBYTECODE=1 GIT_PAGER=cat
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE XDG_CONFIG_HOME
git config --global init.defaultBranch main
git config --global user.name Ada
git config --global user.email ada@example.com
git config --global advice.detachedHead false
mkdir "$folder/work"
cd "$folder/work"

sed -n '/<!-- demo begins -->/,/<!-- demo ends -->/s/^\$ //p' "$source/README.md" >"$folder/commands"
[ -s "$folder/commands" ] || { echo "error: README.md has no transcript" >&2; exit 1; }
exec 3<"$folder/commands" 2>&1
while IFS= read -r command <&3; do
    printf '$ %s\n' "$command"
    status=0
    eval "$command" 3<&- || status=$?
    case $command in
    *'# refused') [ "$status" -ne 0 ] || { echo "error: this should have been refused"; exit 1; } ;;
    *) [ "$status" -eq 0 ] || { echo "error: exit $status"; exit 1; } ;;
    esac
done
