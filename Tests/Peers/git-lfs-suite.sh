#!/bin/sh
# Runs git-lfs's own test suite against our git-lfs. It is not part of the tests: it needs Go, the sources of git-lfs
# v3.3.0, and some minutes.
#
#   apt-get install golang-go golang-github-git-lfs-git-lfs-dev
#   git clone --branch v3.3.0 https://github.com/git-lfs/git-lfs /tmp/git-lfs
#   Tests/Peers/git-lfs-suite.sh /tmp/git-lfs <folder of git-mlops> [t-push.sh ...]
#
# Prints a line for each file of tests, and leaves what each said in <checkout>/results. A test that fails there and not
# with Debian's git-lfs (give /usr/bin as the folder to see) is a difference: docs/large-files.md lists those we keep.
set -eu

[ $# -ge 2 ] || {
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 129
}
checkout=$(cd "$1" && pwd)
programs=$(cd "$2" && pwd)
shift 2

# The helpers of the tests, among them the server, with the libraries of the distribution.
gopath=$(mktemp -d)
trap 'rm -rf "$gopath"' EXIT
mkdir -p "$gopath/src/github.com/git-lfs/git-lfs" "$checkout/bin" "$checkout/results"
ln -s "$checkout" "$gopath/src/github.com/git-lfs/git-lfs/v3"
cd "$gopath/src/github.com/git-lfs/git-lfs/v3"
for source in t/cmd/*.go; do
    name=$(basename "$source" .go)
    [ -x "bin/$name" ] || GO111MODULE=off GOPATH="$gopath:/usr/share/gocode" go build -o "bin/$name" "$source"
done

rm -f bin/git-lfs bin/git-mlops bin/git-mlops-filter
if [ -x "$programs/git-mlops" ]; then
    cp "$programs/git-mlops" "$programs/git-mlops-filter" bin/
    cp "$programs/git-mlops" bin/git-lfs
else
    cp "$programs/git-lfs" bin/
fi

cd "$checkout/t"
[ $# -gt 0 ] || set -- t-*.sh
for test in "$@"; do
    timeout 300 "./$test" >"../results/$test.out" 2>&1 </dev/null || true
    echo "$test: $(grep -c '^ok ' "../results/$test.out" || true) passed," \
        "$(grep -c '^not ok ' "../results/$test.out" || true) failed"
done
