#!/usr/bin/env bash
# Faults on the real programs. Each suite ends with its own `N passed, N failed`; so does this script.
#   tests/faults/run.sh [KILLS [STRIDE [SECONDS]]]
#     how often the server is killed at random (200); which of the calls on the log's files are failed: each STRIDE-th
#     (1: every one); how long a program is made to stand still (60)
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

work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-faults.XXXXXX")
trap 'rm -rf "$work"' EXIT
# The real rooms on a log of their own while a program runs against them.
beside() { # PERSONS NOTES PORT SERVE-WORDS... -- COMMAND...
    local persons=$1 notes=$2 port=$3 words=() server rc=0
    shift 3
    while [ "$1" != -- ]; do words+=("$1"); shift; done
    shift
    ulimit -n "$(ulimit -Hn)"
    rm -rf "$work/log"
    "$programs/tocsin-bench-server" prepare "$work/log" "$persons" 42 "$notes" || return 1
    "$programs/tocsin-bench-server" serve "$work/log" "$port" ${words[@]+"${words[@]}"} >"$work/server.log" 2>&1 &
    server=$!
    for ((i = 0; i < 200; i++)); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.05; done
    timeout 120 "$@" || { rc=1; cat "$work/server.log"; }
    kill "$server"
    wait "$server"
    return $rc
}

# Bad readers beside a thousand good ones, with the limits on one address lifted.
stall() {
    local followers=1000 port=$((20000 + RANDOM % 10000))
    beside $((followers + 2)) 8000 "$port" -- "$programs/tocsin-stall" "$port" "$followers"
}

# A hostile network beside the members, with the limits in force; then a key revoked under load.
hostile() {
    local members=42 port=$((20000 + RANDOM % 5000)) tls_port=$((25000 + RANDOM % 5000))
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
        -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null || return 1
    beside $((members + 1)) 100 "$port" "$tls_port" "$work/cert.pem" "$work/key.pem" limited -- \
        "$programs/tocsin-hostile" "$port" "$tls_port" "$members"
}

suite stall
suite hostile
# Debian's Python holds Debian's modules, whatever else is first in the path.
python=python3
"$python" -c 'import google.protobuf, nacl, websockets' 2>/dev/null || python=/usr/bin/python3
mkdir "$work/schema"
protoc -I proto --python_out "$work/schema" proto/tocsin/v1/*.proto || exit 1
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=tests/interop/python:$work/schema
suite timeout 3000 "$python" tests/faults/calls.py "$programs" "${2:-1}"
suite timeout 300 "$python" tests/faults/storms.py "$programs" "${TOCSIN_SEED:-$RANDOM}"
suite timeout 300 "$python" tests/faults/limits.py "$programs"
suite timeout 300 "$python" tests/faults/stops.py "$programs" "${3:-60}"
suite timeout 300 "$python" tests/faults/witnesses.py "$programs"
suite timeout 1500 "$programs/tocsin-kills" "${1:-200}" "${TOCSIN_SEED:-$RANDOM}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
