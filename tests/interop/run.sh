#!/usr/bin/env bash
# The protocol walked by strangers: clients in Node and in Python, written from docs/PROTOCOL.md alone, against the real
# `tocsin-server demo`. One line per check; ends with `N passed, N failed`.
#   tests/interop/run.sh [WALK...]     only these: node, python, browser, openssh, restart (after node and python)
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
programs=${TOCSIN_PROGRAMS:-build/release}
seconds=60   # for everything that plays; what installs is not counted
here=tests/interop
work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-interop.XXXXXX")
server="" passed=0 failed=0 walks=0
export TMPDIR=$work PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$work/schema
trap 'stop KILL; rm -rf "$work"' EXIT

. $here/server.sh

# walk COMMAND...: adds up what its last line says; without one it broke off, and that is a failure. Each comes from a
# loopback address of its own, so that the strangers of one walk are not counted against the next.
walk() {
    local left=$((seconds - SECONDS)) line
    walks=$((walks + 1))
    export INTEROP_FROM=127.0.1.$walks
    timeout $((left > 1 ? left : 1)) "$@" >"$work/walk.log" 2>&1
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/walk.log" | tail -1)
    grep -vxF -- "${line:-no such line}" "$work/walk.log"
    [ -n "$line" ] || echo "FAIL it broke off: $*"
    line=${line:-0 passed, 1 failed}
    passed=$((passed + ${line%% *}))
    line=${line#*, }
    failed=$((failed + ${line%% *}))
}
node_walk() { walk node --no-warnings $here/node/main.mjs "$url" "$work/demo" "$work/node.json" "$@"; }
python_walk() { walk "$python" $here/python/walk.py "$url" "$work/demo" "$work/python.json" "$@"; }

wanted() { [ ${#only[@]} = 0 ] || [[ " ${only[*]} " == *" $1 "* ]]; }
only=("$@")

# Debian's Python holds Debian's modules, whatever else is first in the path.
python=python3
"$python" -c 'import google.protobuf, nacl, websockets' 2>/dev/null || python=/usr/bin/python3
mkdir "$work/schema"
protoc -I proto --python_out "$work/schema" proto/tocsin/v1/*.proto || exit 1
if [ ! $here/node_modules/.package-lock.json -nt $here/package-lock.json ]; then
    (cd $here && npm ci --ignore-scripts --silent) || { echo "FAIL npm ci"; echo "0 passed, 1 failed"; exit 1; }
fi

SECONDS=0
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=ws://127.0.0.1:$port/ws
if start $((seconds * 2)); then
    if wanted node; then node_walk; fi
    if wanted python; then python_walk; fi
    if wanted openssh; then python_walk openssh; fi
    if wanted browser; then node_walk browser; fi
    if wanted restart && [ -s "$work/node.json" ] && [ -s "$work/python.json" ]; then
        stop KILL
        if start $((seconds * 2)); then
            node_walk restart
            python_walk restart
        fi
    fi
    stop TERM
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
