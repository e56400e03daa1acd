#!/usr/bin/env bash
# Faults on the real programs. Each suite ends with its own `N passed, N failed`; so does this script.
#   tests/faults/run.sh [KILLS]      how often the server is killed (200)
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
programs=${TOCSIN_PROGRAMS:-build/release}
passed=0 failed=0
suite() {
    local line
    # Not /dev/stderr: opened anew, a log file would be written over from its start.
    line=$("$@" | tee >(cat >&2) | grep -E '^[0-9]+ passed, [0-9]+ failed' | tail -1)
    line=${line:-0 passed, 1 failed}
    passed=$((passed + ${line%% *}))
    failed=$((failed + $(sed -E 's/.*, ([0-9]+) failed.*/\1/' <<<"$line")))
}

# Bad readers beside a thousand good ones: the real rooms, with the limits on one address lifted.
stall() {
    local followers=1000 port=$((20000 + RANDOM % 10000)) work server rc=0
    work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-stall.XXXXXX")
    ulimit -n "$(ulimit -Hn)"
    "$programs/tocsin-bench-server" prepare "$work/log" $((followers + 2)) 42 8000 || return 1
    "$programs/tocsin-bench-server" serve "$work/log" "$port" >"$work/server.log" 2>&1 &
    server=$!
    for ((i = 0; i < 200; i++)); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.05; done
    timeout 120 "$programs/tocsin-stall" "$port" "$followers" || { rc=1; cat "$work/server.log"; }
    kill "$server"
    wait "$server"
    rm -rf "$work"
    return $rc
}

suite stall
suite timeout 1500 "$programs/tocsin-kills" "${1:-200}" "${TOCSIN_SEED:-$RANDOM}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
