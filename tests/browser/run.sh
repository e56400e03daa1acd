#!/usr/bin/env bash
# The console in a real browser against the real `tocsin-server demo`: one line per check, screenshots in a folder of
# results; ends with `N passed, N failed`.
#   tests/browser/run.sh [WALK...]     only these: see tests/browser/walks/
# TOCSIN_BUILT=1 takes dist/ as it is; TOCSIN_PROGRAMS and TOCSIN_RESULTS say where the programs are, where pictures go.
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
programs=${TOCSIN_PROGRAMS:-build/release}
results=${TOCSIN_RESULTS:-build/results/browser}
here=tests/browser
work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-browser.XXXXXX")
server="" passed="" failed=""
trap 'stop KILL; rm -rf "$work"' EXIT

. tests/interop/server.sh

web=client/web
if [ ! $web/node_modules/.package-lock.json -nt $web/package-lock.json ]; then
    (cd $web && npm ci --silent && npm run -s setup) || { echo "FAIL npm ci"; echo "0 passed, 1 failed"; exit 1; }
fi
[ -n "${TOCSIN_BUILT:-}" ] || (cd $web && npm run -s build) || { echo "FAIL the console does not build"; echo "0 passed, 1 failed"; exit 1; }

mkdir -p "$results"
export TOCSIN_DEMO=$work/demo.json # the sign of this demo and no other, for the command line beside the browser
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

# start: with the console as it was built just now.
start() {
    "$programs/tocsin-server" demo --port "$port" --keep "$work/demo" --quiet-sim --for 1500 --web-dir $web/dist >>"$work/server.log" 2>&1 &
    server=$!
    echo "$server" >"$work/server.pid"
    for ((i = 0; i < 400; i++)); do
        if (ready) 2>/dev/null; then return 0; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    echo "FAIL the server does not start:" && tail -20 "$work/server.log"
    return 1
}

if start; then
    PATH=$PWD/$web/node_modules/.bin:$PATH TOCSIN_PROGRAMS=$programs timeout 1400 node --no-warnings $here/main.mjs \
        "http://localhost:$port" "$work" "$results" "$@" | tee "$work/walk.log"
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/walk.log" | tail -1)
    passed=${line%% *}
    failed=$(sed -E 's/.*, ([0-9]+) failed/\1/' <<<"${line:-, 1 failed}")
    [ -n "$line" ] || { echo "FAIL it broke off"; echo "${passed:-0} passed, $failed failed"; }
    server=$(cat "$work/server.pid") # a walk may have started it anew
    stop TERM
else
    echo "0 passed, 1 failed"
    failed=1
fi
[ "${failed:-1}" = 0 ]
