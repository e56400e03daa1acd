# Sourced by run.sh and test.sh: find the tree, install what is missing, build.
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

# missing_packages FILE...: names in the lists that are not installed.
missing_packages() {
    local name
    grep -hv '^#' "$@" | while read -r name; do
        [ -n "$name" ] || continue
        dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -q '^installed$' || echo "$name"
    done
}

# install_packages FILE...: silent when nothing is missing; exit 69 when we may not install.
install_packages() {
    command -v dpkg-query >/dev/null || { say "error: this needs Debian 12 (dpkg-query was not found)"; exit 69; }
    local missing as=()
    missing=$(missing_packages "$@" | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    if [[ " $missing" == *" libboost1.81-dev "* ]] && dpkg-query -W libboost1.74-dev >/dev/null 2>&1; then
        say "error: libboost1.74-dev is installed and conflicts with libboost1.81-dev, which Tocsin needs"
        say "hint: apt-get install libboost1.81-dev removes it, and what depends on it: your choice, not ours"
        exit 69
    fi
    if [ "$(id -u)" != 0 ]; then
        if sudo -n true 2>/dev/null; then
            as=(sudo)
        else
            say "error: these packages are missing and this user may not install them: $missing"
            say "hint: sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
            exit 69
        fi
    fi
    say "installing: $missing"
    # The lists are read anew only when the names in ours are not to be had without.
    if ! DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y -q --no-install-recommends $missing >/dev/null 2>&1; then
        "${as[@]}" apt-get update -q >/dev/null
        DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y -q --no-install-recommends $missing >/dev/null
    fi
}

# package_lists FILE...: these, and node and npm from Debian where the machine has none: the console is
# built with them.
package_lists() {
    lists=("$@")
    command -v node >/dev/null && command -v npm >/dev/null || lists+=(deploy/packages-node.txt)
}

# build PRESET TARGET...: configures once (always, when the tests' packages have just come), builds;
# quiet when there is nothing to do.
build() {
    local preset=$1
    shift
    # Hits across clones: paths are taken relative to the tree, and precompiled headers are understood.
    export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
    export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    if [ ! -f "build/$preset/build.ninja" ] || [ "${reconfigure:-}" = yes ]; then
        cmake --preset "$preset" >/dev/null
    fi
    ninja -C "build/$preset" ${1+"$@"} >"build/$preset/build.log" 2>&1 || { tail -40 "build/$preset/build.log" >&2; exit 1; }
}
