#!/usr/bin/env bash
# The console in a real browser against the real `tocsin-server demo`: one line per check, screenshots in a folder of
# results; ends with `N passed, N failed`.
#   tests/browser/run.sh [WALK...]     only these: see tests/browser/walks/
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
programs=${TOCSIN_PROGRAMS:-build/release}
results=${TOCSIN_RESULTS:-build/results/browser}
here=tests/browser
work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-browser.XXXXXX")
server="" passed=0 failed=0
trap 'stop KILL; rm -rf "$work"' EXIT

. tests/interop/server.sh

web=client/web
if [ ! $web/node_modules/.package-lock.json -nt $web/package-lock.json ]; then
    (cd $web && npm ci --silent && npm run -s setup) || { echo "FAIL npm ci"; echo "0 passed, 1 failed"; exit 1; }
fi
[ -n "${TOCSIN_BUILT:-}" ] || (cd $web && npm run -s build) || { echo "FAIL the console does not build"; echo "0 passed, 1 failed"; exit 1; }

mkdir -p "$results"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
if start 900; then
    PATH=$PWD/$web/node_modules/.bin:$PATH timeout 800 node --no-warnings $here/main.mjs \
        "http://localhost:$port" "$work/demo" "$results" "$@" | tee "$work/walk.log"
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/walk.log" | tail -1)
    passed=${line%% *}
    failed=$(sed -E 's/.*, ([0-9]+) failed/\1/' <<<"${line:-, 1 failed}")
    [ -n "$line" ] || { echo "FAIL it broke off"; echo "${passed:-0} passed, $failed failed"; }
    stop TERM
else
    echo "$passed passed, $failed failed"
fi
[ "${failed:-1}" = 0 ]
