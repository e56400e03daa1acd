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
    line=$("$@" | tee /dev/stderr | grep -E '^[0-9]+ passed, [0-9]+ failed' | tail -1)
    line=${line:-0 passed, 1 failed}
    passed=$((passed + ${line%% *}))
    failed=$((failed + $(sed -E 's/.*, ([0-9]+) failed.*/\1/' <<<"$line")))
}
suite timeout 1500 "$programs/tocsin-kills" "${1:-200}" "${TOCSIN_SEED:-$RANDOM}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
